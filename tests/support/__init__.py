"""What the tests share: tools on this machine, LibreOffice as a judge, documents made from plain XML, the corpus."""
