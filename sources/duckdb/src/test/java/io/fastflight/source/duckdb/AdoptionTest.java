package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static final int ROWS = 10_000;

  @Test
  void theBytesStayWhereTheyAreAndChangeTheirOwner(BufferAllocator allocator) {
    try (BufferAllocator foreign = allocator.newChildAllocator("foreign", 0, Long.MAX_VALUE);
        BufferAllocator own = allocator.newChildAllocator("own", 0, Long.MAX_VALUE);
        VectorSchemaRoot imported = rows(foreign);
        VectorSchemaRoot target = VectorSchemaRoot.create(imported.getSchema(), own)) {
      long address = imported.getVector(0).getDataBufferAddress();

      Adoption.move(imported, target, own);

      assertThat(target.getRowCount()).isEqualTo(ROWS);
      assertThat(target.getVector(0).getDataBufferAddress()).isEqualTo(address);
      assertThat(target.getVector(0).getObject(ROWS - 1)).isEqualTo(ROWS - 1L);
      assertThat(target.getVector(1).getObject(ROWS - 1)).hasToString("s" + (ROWS - 1));
      assertThat(own.getAllocatedMemory()).isEqualTo(foreign.getAllocatedMemory());
      target.clear();
      assertThat(own.getAllocatedMemory()).isZero();
      assertThat(foreign.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void whatDoesNotFitIsReleasedWhereverItFails(BufferAllocator allocator) {
    for (long limit = 0; limit < 300_000; limit += 1_000) {
      try (BufferAllocator foreign = allocator.newChildAllocator("foreign", 0, Long.MAX_VALUE);
          BufferAllocator own = allocator.newChildAllocator("own", 0, limit);
          VectorSchemaRoot imported = rows(foreign);
          VectorSchemaRoot target = VectorSchemaRoot.create(imported.getSchema(), own)) {
        if (foreign.getAllocatedMemory() > limit) {
          assertThatThrownBy(() -> Adoption.move(imported, target, own))
              .isInstanceOf(OutOfMemoryException.class);
          assertThat(own.getAllocatedMemory()).isZero();
          assertThat(foreign.getAllocatedMemory()).isZero();
        } else {
          Adoption.move(imported, target, own);
        }
      }
    }
  }

  private static VectorSchemaRoot rows(BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector("i", allocator);
    VarCharVector texts = new VarCharVector("s", allocator);
    ids.allocateNew(ROWS);
    for (int i = 0; i < ROWS; i++) {
      ids.set(i, i);
      texts.setSafe(i, new Text("s" + i));
    }
    ids.setValueCount(ROWS);
    texts.setValueCount(ROWS);
    return new VectorSchemaRoot(List.of(ids, texts));
  }
}
