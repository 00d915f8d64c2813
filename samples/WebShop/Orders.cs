namespace WebShop;

/// <summary>What a customer wants to buy.</summary>
public sealed record Cart(string Customer, IReadOnlyList<CartLine> Lines);

/// <summary>A number of pieces of a product.</summary>
public sealed record CartLine(string Product, int Pieces);

/// <summary>What a customer has bought.</summary>
public sealed record Receipt(string Customer, decimal Total, string PaymentId);

/// <summary>The warehouse has fewer pieces than a customer wants.</summary>
public sealed class OutOfStockException(string product) : Exception($"'{product}' is out of stock.");

/// <summary>The payment provider does not accept the payment.</summary>
public sealed class PaymentDeclinedException(string customer) : Exception($"The payment of {customer} was declined.");

/// <summary>The payment provider cannot be reached at the moment.</summary>
public sealed class PaymentUnavailableException() : Exception("The payment provider is busy.");
