package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class FilledReaderTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));

  @Test
  void batchesComeUntilTheFillerSaysNo() {
    try (BufferAllocator memory = new RootAllocator()) {
      int[] batch = {0};
      try (BatchReader reader =
          BatchReader.filled(SCHEMA, memory, root -> batch[0]++ < 3 && one(root, batch[0]))) {
        assertThat(reader.schema()).isEqualTo(SCHEMA);
        assertThatThrownBy(reader::batch).isInstanceOf(IllegalStateException.class);
        for (long n = 1; n <= 3; n++) {
          assertThat(reader.next()).isTrue();
          assertThat(reader.batch().getVector("n").getObject(0)).isEqualTo(n);
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
      }
      assertThat(memory.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void aBatchThatWasKeptIsNotOverwritten() {
    try (BufferAllocator memory = new RootAllocator()) {
      int[] batch = {0};
      try (BatchReader reader = BatchReader.filled(SCHEMA, memory, root -> one(root, ++batch[0]))) {
        assertThat(reader.next()).isTrue();
        try (VectorSchemaRoot kept = SharedBatch.of(reader.batch(), memory)) {
          assertThat(reader.next()).isTrue();
          assertThat(kept.getVector("n").getObject(0)).isEqualTo(1L);
          assertThat(reader.batch().getVector("n").getObject(0)).isEqualTo(2L);
        }
      }
    }
  }

  @Test
  void aCheckedFailureIsWrappedOnce() {
    try (BufferAllocator memory = new RootAllocator();
        BatchReader reader =
            BatchReader.filled(
                SCHEMA,
                memory,
                root -> {
                  throw new IOException("disk gone");
                })) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage("The next batch could not be made.")
          .hasCauseInstanceOf(IOException.class);
    }
  }

  private static boolean one(VectorSchemaRoot root, long n) {
    ((BigIntVector) root.getVector("n")).setSafe(0, n);
    root.setRowCount(1);
    return true;
  }
}
