"""What is done about providers that hang or fail: they are left alone for a while, and somebody else is asked."""
