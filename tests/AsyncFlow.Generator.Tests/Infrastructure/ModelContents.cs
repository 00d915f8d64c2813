using System.Collections;
using System.Reflection;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Looks through a model for what must not be in it.</summary>
internal static class ModelContents
{
    /// <summary>Fails if anything reachable is neither text, a number, nor a model or an array of such.</summary>
    public static void AssertPlain(object? value)
    {
        switch (value)
        {
            case null or string or int or bool or Enum:
                return;
            case IEnumerable items:
                foreach (object? item in items)
                {
                    AssertPlain(item);
                }

                return;
            default:
                Assert.Equal("AsyncFlow.Generator.Model", value.GetType().Namespace);
                foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
                {
                    AssertPlain(property.GetValue(value));
                }

                return;
        }
    }
}
