"""What train_model.py is made of: tokens, files, training pairs, batches, the loss and its gradient, the measures."""
