namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>Goes through all sequences of choices, depth first. It stores only the choices of the current schedule.</summary>
internal sealed class Search
{
    private readonly List<(int Chosen, int Options)> _path = [];
    private int _depth;

    /// <summary>The choices of the current schedule.</summary>
    public string Text => string.Join('.', _path.Take(_depth).Select(static choice => choice.Chosen));

    /// <summary>Chooses one of several options.</summary>
    /// <exception cref="InvalidOperationException">The schedule differs from the last one with the same choices.</exception>
    public int Choose(int options)
    {
        if (_depth == _path.Count)
        {
            _path.Add((0, options));
        }
        else if (_path[_depth].Options != options)
        {
            throw new InvalidOperationException(
                $"The subject is not repeatable: choice {_depth} had {_path[_depth].Options} options, and now has {options}. It depends on something besides the order of its threads.");
        }

        return _path[_depth++].Chosen;
    }

    /// <summary>After a schedule: goes on to the next one; false if there is none.</summary>
    public bool TryNext()
    {
        _depth = 0;
        while (_path.Count > 0)
        {
            (int chosen, int options) = _path[^1];
            if (chosen + 1 < options)
            {
                _path[^1] = (chosen + 1, options);
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    /// <summary>Begins again.</summary>
    public void Restart()
    {
        _depth = 0;
        _path.Clear();
    }
}
