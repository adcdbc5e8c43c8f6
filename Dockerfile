# The program without its development tools. What is run here is what `make` runs: `make wheel`, `make install`.

FROM python:3.12-bookworm AS build
WORKDIR /build
COPY . .
RUN make wheel
RUN make install INTO=/opt/counterpart

FROM python:3.12-slim-bookworm
COPY --from=build /opt/counterpart /opt/counterpart
ENV PATH=/opt/counterpart/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1
WORKDIR /var/lib/counterpart
USER 10001:10001
EXPOSE 8040
ENTRYPOINT ["counterpart"]
CMD ["serve"]
