using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AsyncFlow.Journals;

/// <summary>
/// The file of a journal, open and locked. Lines that come while others are being written are written together after them, so that one flush serves
/// them all. Thread-safe.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly object _gate = new();
    private readonly SafeFileHandle _handle;

    // How long the file is, without a part that is being written. Only for the thread that writes.
    private long _length;

    // All guarded by _gate: the lines that wait, and what completes when they are on disk.
    private List<byte[]> _waiting = [];
    private TaskCompletionSource _written = NewSource();
    private bool _isWriting;
    private Exception? _failure;

    private JournalFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        _handle = handle;
        _length = length;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Opens or creates a journal, and cuts off a line that was not written completely.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The first line that it must have.</param>
    /// <param name="lines">The last line of each step.</param>
    /// <exception cref="IOException">The file is in use, or cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">It is not a journal, or is damaged.</exception>
    /// <exception cref="InvalidOperationException">It is the journal of another flow or of other inputs.</exception>
    public static JournalFile Open(string path, byte[] header, out Dictionary<string, JournalLine> lines)
    {
        SafeFileHandle handle = Lock(path);
        try
        {
            byte[] content = ReadAll(handle, path);
            long length = new JournalReader(path, header).Read(content, out lines);
            JournalFile file = new(path, handle, length);
            if (length < content.Length)
            {
                RandomAccess.SetLength(handle, length);
            }

            if (length == 0)
            {
                file.Append([header]);
            }
            else if (length < content.Length)
            {
                RandomAccess.FlushToDisk(handle);
            }

            return file;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Appends a line.</summary>
    /// <returns>Completes when it is on disk.</returns>
    public Task AppendAsync(byte[] line)
    {
        Task written;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return Task.FromException(Failed(_failure));
            }

            _waiting.Add(line);
            written = _written.Task;
            if (_isWriting)
            {
                return written;
            }

            _isWriting = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static file => file.Write(), this, preferLocal: false);
        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static SafeFileHandle Lock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new IOException($"The journal '{path}' is in use: another run has it open, in this process or in another one. Give each run a journal of its own, or wait until that run has ended.", exception);
        }
    }

    private static byte[] ReadAll(SafeFileHandle handle, string path)
    {
        long length = RandomAccess.GetLength(handle);
        if (length > Array.MaxLength)
        {
            throw new InvalidDataException($"The journal '{path}' is too large to be read: {length} bytes.");
        }

        byte[] content = new byte[length];
        for (int read = 0, count; read < content.Length; read += count)
        {
            count = RandomAccess.Read(handle, content.AsSpan(read), read);
            if (count == 0)
            {
                throw new EndOfStreamException($"The journal '{path}' became shorter while it was read.");
            }
        }

        return content;
    }

    // On a thread of the pool, until no line waits.
    private void Write()
    {
        while (true)
        {
            List<byte[]> lines;
            TaskCompletionSource written;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (lines, _waiting) = (_waiting, []);
                (written, _written) = (_written, NewSource());
            }

            try
            {
                Append(lines);
            }
            catch (Exception exception)
            {
                Fail(written, exception);
                return;
            }

            written.SetResult();
        }
    }

    private void Append(List<byte[]> lines)
    {
        List<ReadOnlyMemory<byte>> buffers = lines.ConvertAll(static line => new ReadOnlyMemory<byte>(line));
        RandomAccess.Write(_handle, buffers, _length);
        RandomAccess.FlushToDisk(_handle);
        foreach (byte[] line in CollectionsMarshal.AsSpan(lines))
        {
            _length += line.Length;
        }
    }

    // What is in the file after the last good line is unknown. Further lines would make it damage in the middle, so there are none.
    private void Fail(TaskCompletionSource written, Exception exception)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            _failure = exception;
            _waiting = [];
            waiting = _written;
        }

        written.SetException(Failed(exception));
        if (waiting.TrySetException(Failed(exception)))
        {
            // Perhaps nothing waits for it.
            _ = waiting.Task.Exception;
        }
    }

    private IOException Failed(Exception exception) => new($"The journal '{Path}' cannot be written: {exception.Message} The step has run, but its result is not kept.", exception);
}
