"""What the program costs, who pays, and when."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import CostBearer, Deadline, Fields, Money


class CostsPayment(Fields):
    """The fields of costs and payment."""

    officer_count: int = Field(
        title="Officers", description="How many officers the cost covers, 1 to 200.", ge=1, le=200
    )
    annual_cost: Money = Field(
        title="Cost for each school year",
        description='US dollars as a string from "0.00" to "999999999.99".',
    )
    district_share_pct: int = Field(
        title="District's share", description="The share that the District pays, 0 to 100 percent.", ge=0, le=100
    )
    installments: int = Field(
        title="Installments",
        description="Equal payments in a year, 1 to 12; not told where the District pays nothing.",
        ge=1,
        le=12,
    )
    due: Deadline = Field(
        title="Due", description="How long after an invoice a payment is due; not told where the District pays nothing."
    )
    camera_cost: CostBearer | None = Field(
        default=None, title="Cost of cameras", description="Who pays for cameras; blank where there are none."
    )
    storage_cost: CostBearer | None = Field(
        default=None, title="Cost of storage", description="Who pays to store recordings; blank where there are none."
    )
    prorate: bool = Field(title="Prorated", description="Whether the cost is prorated when the agreement ends early.")
    subject_to_appropriation: bool = Field(
        title="Subject to appropriation", description="Whether payment depends on annual appropriation."
    )


SPEC = KindSpec(
    name="costs_payment",
    title="Costs and payment",
    summary="What the program costs, who pays, and when.",
    fields_model=CostsPayment,
    wording="costs_payment.toml",
)
