package io.fastflight.text;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a root allocator, which must come back empty: the test kit's way, which stands on
 * this module and is not there for its tests.
 */
final class FreshMemory implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(FreshMemory.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == BufferAllocator.class;
  }

  /** JUnit closes what is stored for a test when that ends; an allocator with memory refuses. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(NAMESPACE)
        .computeIfAbsent(BufferAllocator.class, unused -> new RootAllocator());
  }
}
