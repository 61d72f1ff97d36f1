package io.fastflight.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gRPC says of streams reaches the log, but for those whose caller left. */
class LeftCallersTest {
  private final Logger grpc = Logger.getLogger("io.grpc.netty.NettyServerHandler");
  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          logged.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    grpc.setFilter(null); // a server of another test may have set it
    grpc.addHandler(handler);
    grpc.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    grpc.removeHandler(handler);
    grpc.setUseParentHandlers(true);
    grpc.setFilter(null);
  }

  @Test
  void aCallerThatLeftIsNoNews() {
    Exception left = new Exception("Stream closed before write could take place");
    grpc.log(Level.WARNING, "Stream Error", left);
    assertThat(logged).hasSize(1);
    LeftCallers.silence();
    grpc.log(Level.WARNING, "Stream Error", left);
    assertThat(logged).hasSize(1);
  }

  @Test
  void whateverElseItSaysIsLogged() {
    LeftCallers.silence();
    grpc.log(Level.WARNING, "Stream Error", new Exception("another"));
    grpc.log(Level.WARNING, "without an exception");
    assertThat(logged).hasSize(2);
  }
}
