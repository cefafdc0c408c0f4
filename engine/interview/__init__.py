"""The prompt loop of `rothroute ask`: shows questions, reads answers, keeps them. What to ask is `engine/ask`."""
