// Three versions of one flow: processes know flows by the names of their classes, without the namespace.
namespace AsyncFlow.Durable.Tests.Upgrades.V1
{
    [Flow, Durable]
    public partial class Shop(Journal journal)
    {
        [Step]
        private int First([Input] int number)
        {
            journal.Run(nameof(First));
            return number;
        }

        [Step]
        private async Task<long> Second(int first, CancellationToken cancellationToken)
        {
            journal.Run(nameof(Second));
            await journal.PassAsync("second", cancellationToken);
            return first + 1;
        }

        [Step]
        private int[] Many(int first) => [first, first];

        [Step]
        private int Each([Each(nameof(Many))] int one)
        {
            journal.Run(nameof(Each));
            return one;
        }

        [Step, Output]
        private string Last(long second, IReadOnlyList<int> each)
        {
            journal.Run(nameof(Last));
            return $"{second} {each.Sum()}";
        }
    }
}

namespace AsyncFlow.Durable.Tests.Upgrades.V2
{
    /// <summary>Has new steps, one of them before all others, and other dependencies of the last step, which starts late.</summary>
    [Flow, Durable, CompatibleWith(UpgradeTests.Older)]
    public partial class Shop(Journal journal)
    {
        [Step]
        private string New()
        {
            journal.Run(nameof(New));
            return "new";
        }

        [Step]
        private int[] Many(int first) => [first, first];

        [Step]
        private int Each([Each(nameof(Many))] int one)
        {
            journal.Run(nameof(Each));
            return one;
        }

        [Step]
        private async Task<long> Second(int first, CancellationToken cancellationToken)
        {
            journal.Run(nameof(Second));
            await journal.PassAsync("second", cancellationToken);
            return first + 1;
        }

        [Step]
        private int First([Input] int number)
        {
            journal.Run(nameof(First));
            return number;
        }

        [Step, Output]
        private string Last(long second, IReadOnlyList<int> each, [From(nameof(New))] string more)
        {
            journal.Run(nameof(Last));
            return $"{second} {each.Sum()} {more}";
        }
    }
}

namespace AsyncFlow.Durable.Tests.Upgrades.V3
{
    /// <summary>The result of the first step has another type.</summary>
    [Flow, Durable, CompatibleWith(UpgradeTests.Older)]
    public partial class Shop(Journal journal)
    {
        [Step]
        private string First([Input] int number)
        {
            journal.Run(nameof(First));
            return $"{number}";
        }

        [Step, Output]
        private string Last(string first) => first;
    }
}
