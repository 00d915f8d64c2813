using System.Collections;
using System.Reflection;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Checks the contents of a model.</summary>
internal static class ModelContents
{
    /// <summary>Fails if a reachable value is not a string, a number, a model, or a collection of these.</summary>
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
