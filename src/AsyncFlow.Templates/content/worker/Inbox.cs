namespace Company.FlowWorker1;

/// <summary>Replace this with your queue.</summary>
internal sealed class Inbox
{
    private bool _isOpen;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        _isOpen = true;
    }

    public async Task<IReadOnlyList<string>> ReceiveAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        return _isOpen ? ["first", "second", "third"] : throw new InvalidOperationException("The inbox is not open.");
    }

    public void Close() => _isOpen = false;
}
