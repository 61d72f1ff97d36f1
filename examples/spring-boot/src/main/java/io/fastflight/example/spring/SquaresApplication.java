package io.fastflight.example.spring;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Serves square numbers over HTTP and Flight. */
@SpringBootApplication(proxyBeanMethods = false)
public class SquaresApplication {
  // how-to:begin
  @WireName("example.squares")
  @Description("The squares of 1..count.")
  record Squares(@Default("10") @Min(0) @Max(1_000_000) long count) implements DataParams {}

  @Bean
  DataService<Squares> squares() {
    return SquaresApplication::read;
  }

  // how-to:end

  private static BatchReader read(Squares params, ServiceContext context) {
    Schema schema = new Schema(List.of(Field.notNullable("square", new ArrowType.Int(64, true))));
    var squares = LongStream.rangeClosed(1, params.count()).map(n -> n * n).iterator();
    return BatchReader.filled(
        schema,
        context.allocator(),
        batch -> {
          BigIntVector column = (BigIntVector) batch.getVector("square");
          for (int row = 0;
              row < context.batchRows() && squares.hasNext();
              batch.setRowCount(++row)) {
            column.setSafe(row, squares.nextLong());
          }
          return batch.getRowCount() > 0;
        });
  }

  /** Starts the application; its settings are in {@code application.properties}. */
  public static void main(String[] args) {
    SpringApplication.run(SquaresApplication.class, args);
  }
}
