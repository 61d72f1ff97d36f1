package io.fastflight.cli.serve;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Runs something at each SIGHUP until it is closed.
 *
 * <p>By reflection: {@code sun.misc.Signal} is the JDK's one way to learn of a signal, and javac
 * warns of it in a way that nothing silences.
 */
final class Hangup implements AutoCloseable {
  private final @Nullable Object earlier;

  private Hangup(@Nullable Object earlier) {
    this.earlier = earlier;
  }

  /** Begins to listen; does nothing where the platform has no such signal. */
  static Hangup onSignal(Runnable action) {
    try {
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      return new Hangup(handle(ours));
    } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
      return new Hangup(null);
    }
  }

  @Override
  public void close() {
    try {
      if (earlier != null) {
        Object unusedOurs = handle(earlier);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException stays) {
      // the process is about to end
    }
  }

  /** Returns who handled the signal before. */
  private static @Nullable Object handle(Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object hangup = signal.getConstructor(String.class).newInstance("HUP");
    return signal.getMethod("handle", signal, handlerType).invoke(null, hangup, handler);
  }
}
