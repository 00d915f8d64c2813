using AsyncFlow.Hosting.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting.Tests;

/// <summary>Flows from a container.</summary>
public sealed partial class RegistrationTests
{
    [Fact]
    public async Task A_flow_is_registered_as_its_class_and_its_interfaces()
    {
        await using ServiceProvider services = new ServiceCollection().AddSingleton(new Prices(3)).AddFlow<Total>().BuildServiceProvider();
        await using AsyncServiceScope scope = services.CreateAsyncScope();

        Total total = scope.ServiceProvider.GetRequiredService<Total>();

        Assert.Equal(6, await total.ExecuteAsync());
        Assert.Same(total, scope.ServiceProvider.GetRequiredService<IFlow<int>>());
        Assert.Same(total, scope.ServiceProvider.GetRequiredService<IFlow>());
    }

    [Fact]
    public async Task A_flow_with_an_input_is_registered_by_the_interface_with_the_input()
    {
        await using ServiceProvider services = new ServiceCollection().AddFlow<Square>(ServiceLifetime.Singleton).BuildServiceProvider();

        Assert.Equal(49, await services.GetRequiredService<IFlow<int, int>>().ExecuteAsync(7));
        Assert.Null(services.GetService<IFlow>());
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped, true, false)]
    [InlineData(ServiceLifetime.Singleton, true, true)]
    [InlineData(ServiceLifetime.Transient, false, false)]
    public void A_flow_lives_as_long_as_it_is_registered_for(ServiceLifetime lifetime, bool sameInScope, bool sameInAll)
    {
        using ServiceProvider services = new ServiceCollection().AddSingleton(new Prices(1)).AddFlow<Total>(lifetime).BuildServiceProvider();
        using IServiceScope first = services.CreateScope(), second = services.CreateScope();

        Total total = first.ServiceProvider.GetRequiredService<Total>();

        Assert.Equal(sameInScope, ReferenceEquals(total, first.ServiceProvider.GetRequiredService<Total>()));
        Assert.Equal(sameInAll, ReferenceEquals(total, second.ServiceProvider.GetRequiredService<Total>()));
    }

    [Fact]
    public void A_scoped_flow_cannot_be_taken_from_the_root()
    {
        using ServiceProvider services = new ServiceCollection().AddSingleton(new Prices(1)).AddFlow<Total>().BuildServiceProvider(validateScopes: true);

        Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<Total>());
    }

    [Fact]
    public void A_service_that_is_missing_is_named()
    {
        using ServiceProvider services = new ServiceCollection().AddFlow<Total>(ServiceLifetime.Singleton).BuildServiceProvider();

        Assert.Equal(
            "Flow 'Total' needs a service of type 'Prices', but none is registered. Register it, or give the parameter a default value.",
            Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<Total>()).Message);
    }

    [Fact]
    public async Task Keys_choose_services_and_are_given_to_the_flow()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddKeyedSingleton("eu", new Prices(1))
            .AddKeyedSingleton(Region.World, new Prices(10))
            .AddKeyedSingleton("shop", new Prices(100))
            .AddKeyedFlow<Keyed>("shop", ServiceLifetime.Singleton)
            .BuildServiceProvider();

        Assert.Equal("shop 1 10 100 0", await services.GetRequiredKeyedService<IFlow<string>>("shop").ExecuteAsync());
        Assert.Same(services.GetRequiredKeyedService<Keyed>("shop"), services.GetRequiredKeyedService<IFlow>("shop"));
        Assert.Null(services.GetService<Keyed>());
    }

    [Fact]
    public void A_keyed_service_that_is_missing_is_named()
    {
        using ServiceProvider services = new ServiceCollection().AddKeyedFlow<Keyed>("shop", ServiceLifetime.Singleton).BuildServiceProvider();

        Assert.Equal(
            "Flow 'Keyed' needs a service of type 'Prices' with the key 'eu', but none is registered under this key. Register it, or give the parameter a default value.",
            Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<Keyed>("shop")).Message);
    }

    [Fact]
    public void A_flow_that_takes_its_key_needs_one_of_its_type()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddKeyedSingleton("eu", new Prices(1)).AddKeyedSingleton(Region.World, new Prices(1)).AddKeyedSingleton(7, new Prices(1))
            .AddKeyedFlow<Keyed>(7, ServiceLifetime.Singleton)
            .BuildServiceProvider();

        Assert.Equal(
            "Flow 'Keyed' takes its key as 'String', but it is registered under '7'. Register it with AddKeyedFlow under such a key.",
            Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<Keyed>(7)).Message);
    }

    [Fact]
    public async Task Required_members_and_defaults_are_considered()
    {
        await using ServiceProvider services = new ServiceCollection().AddSingleton(new Prices(4)).AddFlow<WithMembers>(ServiceLifetime.Singleton).BuildServiceProvider();

        Assert.Equal("4 5 none", await services.GetRequiredService<WithMembers>().ExecuteAsync());
    }

    [Fact]
    public async Task The_marked_constructor_is_called_and_the_primary_one_otherwise()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(new Prices(4))
            .AddFlow<Marked>(ServiceLifetime.Singleton)
            .AddFlow<Primary>(ServiceLifetime.Singleton)
            .BuildServiceProvider();

        Assert.Equal(4, await services.GetRequiredService<Marked>().ExecuteAsync());
        Assert.Equal(4, await services.GetRequiredService<Primary>().ExecuteAsync());
    }

    [Fact]
    public void A_class_without_a_constructor_for_containers_says_why()
    {
        using ServiceProvider services = new ServiceCollection().AddFlow<Ambiguous>(ServiceLifetime.Singleton).BuildServiceProvider();

        Assert.Equal(
            "A container cannot create flow 'Ambiguous': it has several constructors; mark one with [ActivatorUtilitiesConstructor].",
            Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<Ambiguous>()).Message);
    }

    [Fact]
    public async Task Generic_flows_derived_flows_and_records_are_created()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(new Prices(4))
            .AddFlow<Echo<string>>(ServiceLifetime.Singleton)
            .AddFlow<Doubled>(ServiceLifetime.Singleton)
            .AddFlow<Recorded>(ServiceLifetime.Singleton)
            .BuildServiceProvider();

        Assert.Equal("x", await services.GetRequiredService<Echo<string>>().ExecuteAsync("x"));
        Assert.Equal(16, await services.GetRequiredService<Doubled>().ExecuteAsync());
        Assert.Equal(4, await services.GetRequiredService<Recorded>().ExecuteAsync());
    }

    // What a straight line costs is in the tests of the engine.
    [Fact]
    public void Without_configuration_logging_and_clock_a_flow_has_no_options()
    {
        using ServiceProvider services = new ServiceCollection().AddFlow<Total>().BuildServiceProvider();

        Assert.Null(services.GetRequiredService<ConfiguredOptions>().OptionsOf(Total.Plan));
    }

    public sealed record Prices(int Value);

    public enum Region
    {
        Europe,
        World,
    }

    [Flow]
    internal sealed partial class Total(Prices prices)
    {
        [Step]
        private ValueTask<int> Read() => new(prices.Value);

        [Step, Output]
        private ValueTask<int> Twice(int read) => new(2 * read);
    }

    [Flow]
    internal sealed partial class Square
    {
        [Step, Output]
        private static int Multiply([Input] int number) => number * number;
    }

    [Flow]
    internal sealed partial class Keyed(
        [ServiceKey] string key,
        [FromKeyedServices("eu")] Prices eu,
        [FromKeyedServices(Region.World)] Prices world,
        [FromKeyedServices] Prices own,
        [FromKeyedServices("gone")] Prices? gone = null)
    {
        [Step, Output]
        private string Describe() => $"{key} {eu.Value} {world.Value} {own.Value} {gone?.Value ?? 0}";
    }

    [Flow]
    internal sealed partial class WithMembers(int retries = 5, string? name = null)
    {
        public required Prices Prices { get; init; }

        [Step, Output]
        private string Describe() => $"{Prices.Value} {retries} {name ?? "none"}";
    }

    [Flow]
    internal sealed partial class Marked
    {
        private readonly int _value;

        public Marked(int value) => _value = value;

        [ActivatorUtilitiesConstructor]
        public Marked(Prices prices) => _value = prices.Value;

        [Step, Output]
        private int Get() => _value;
    }

    [Flow]
    internal sealed partial class Primary(Prices prices)
    {
        public Primary() : this(new Prices(0)) { }

        [Step, Output]
        private int Get() => prices.Value;
    }

    [Flow]
    internal sealed partial class Ambiguous
    {
        private readonly int _value;

        public Ambiguous(int value) => _value = value;

        public Ambiguous(Prices prices) => _value = prices.Value;

        [Step, Output]
        private int Get() => _value;
    }

    [Flow]
    internal sealed partial class Echo<T>
    {
        [Step, Output]
        private static T Get([Input] T value) => value;
    }

    [Flow]
    internal partial class Base(Prices prices)
    {
        [Step]
        protected int Read() => prices.Value;
    }

    [Flow]
    internal sealed partial class Doubled(Prices prices) : Base(prices)
    {
        [Step, Output]
        private static long Multiply(int read) => (long)read * read;
    }

    [Flow]
    internal sealed partial record Recorded(Prices Prices)
    {
        [Step, Output]
        private int Get() => Prices.Value;
    }
}
