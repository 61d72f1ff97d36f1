package io.fastflight.policy.column;

import io.fastflight.policy.column.Gather.Source;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Copies the offsets of dense unions, whose members have the rows of their type only. */
final class UnionGather {
  private final GatheredBuffers out;
  private final ArrowType.Union type;

  UnionGather(GatheredBuffers out, ArrowType.Union type) {
    this.out = out;
    this.type = type;
  }

  /** Adds the offsets, and returns which values of each member are used. */
  RowRuns[] members(Source source, RowRuns rows) {
    RowRuns[] members = new RowRuns[source.children().size()];
    Arrays.setAll(members, i -> new RowRuns());
    int[] memberOf = memberOf(members.length);
    ArrowBuf types = source.buffer(0);
    ArrowBuf offsets = source.buffer(1);
    Gather.requireBytes(offsets, rows.end() * Integer.BYTES);
    ArrowBuf target = out.buffer(rows.rows() * Integer.BYTES);
    long at = 0;
    for (int run = 0; run < rows.size(); run++) {
      for (long row = rows.from(run); row < rows.from(run) + rows.count(run); row++) {
        int id = types.getByte(row);
        int member = id < 0 ? -1 : memberOf[id];
        int offset = offsets.getInt(row * Integer.BYTES);
        if (member < 0 || offset < 0) {
          throw source.broken();
        }
        target.setInt(at, (int) members[member].rows());
        members[member].add(offset, 1);
        at += Integer.BYTES;
      }
    }
    return members;
  }

  /** Returns for each type id which member it stands for, or -1. */
  private int[] memberOf(int members) {
    int[] memberOf = new int[Byte.MAX_VALUE + 1];
    Arrays.fill(memberOf, -1);
    int @Nullable [] ids = type.getTypeIds();
    for (int i = 0; i < members; i++) {
      memberOf[ids == null ? i : ids[i]] = i;
    }
    return memberOf;
  }
}
