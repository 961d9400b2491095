"""The domain: policy issues, their record and the rules that keep it true."""
