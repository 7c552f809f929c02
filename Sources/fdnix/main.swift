print("fdnix")
