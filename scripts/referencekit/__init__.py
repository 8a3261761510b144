"""The reference pages of docs/, each made from what the code, the XSD and the tables of the law say."""
