package io.fastflight.text;

import io.fastflight.text.Cell.Style;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;

/** Makes the cells of lists, structs and maps, which are written as JSON in every format. */
final class NestedCells {
  private final Cells cells;

  NestedCells(Cells cells) {
    this.cells = cells;
  }

  Cell cell(FieldVector vector) {
    if (vector instanceof MapVector map) {
      return map(map);
    }
    if (vector instanceof FixedSizeListVector list) {
      return list(
          list, list.getDataVector(), row -> row * list.getListSize(), row -> list.getListSize());
    }
    if (vector instanceof LargeListVector list) {
      return list(
          list,
          list.getDataVector(),
          row -> Math.toIntExact(list.getElementStartIndex(row)),
          row -> Math.toIntExact(list.getElementEndIndex(row) - list.getElementStartIndex(row)));
    }
    if (vector instanceof LargeListViewVector list) {
      return list(
          list,
          list.getDataVector(),
          row -> Math.toIntExact(list.getOffsetBuffer().getLong((long) row * Long.BYTES)),
          row -> Math.toIntExact(list.getSizeBuffer().getLong((long) row * Long.BYTES)));
    }
    if (vector instanceof BaseListVector list) {
      return list(
          list,
          list.getChildrenFromFields().get(0),
          list::getElementStartIndex,
          row -> list.getElementEndIndex(row) - list.getElementStartIndex(row));
    }
    if (vector instanceof StructVector struct) {
      return struct(struct);
    }
    if (vector instanceof RunEndEncodedVector runs) {
      return cells.cell(runs.getValuesVector()).mapped(row -> false, runs::getPhysicalIndex);
    }
    return union(vector);
  }

  /** Says for a row where its entries begin, or how many there are. */
  private interface RowNumber {
    int of(int row);
  }

  private Cell list(FieldVector vector, FieldVector entries, RowNumber first, RowNumber count) {
    Cell entry = cells.cell(entries);
    return cells.over(
        vector,
        Style.NESTED,
        (row, out) -> {
          out.ascii('[');
          int start = first.of(row);
          for (int i = start; i < start + count.of(row); i++) {
            comma(i > start, out);
            entry.json(i, out);
          }
          out.ascii(']');
        });
  }

  private Cell struct(StructVector vector) {
    List<FieldVector> children = vector.getChildrenFromFields();
    List<Cell> values = children.stream().map(cells::cell).toList();
    List<TextBuffer> names =
        children.stream().map(child -> TextBuffer.jsonString(child.getName())).toList();
    return cells.over(
        vector,
        Style.NESTED,
        (row, out) -> {
          out.ascii('{');
          for (int i = 0; i < values.size(); i++) {
            comma(i > 0, out);
            out.append(names.get(i));
            out.ascii(':');
            values.get(i).json(row, out);
          }
          out.ascii('}');
        });
  }

  private Cell map(MapVector vector) {
    List<FieldVector> pair = ((StructVector) vector.getDataVector()).getChildrenFromFields();
    Cell key = cells.cell(pair.get(0));
    Cell value = cells.cell(pair.get(1));
    return cells.over(
        vector,
        Style.NESTED,
        (row, out) -> {
          out.ascii('{');
          int start = vector.getElementStartIndex(row);
          for (int i = start; i < vector.getElementEndIndex(row); i++) {
            comma(i > start, out);
            key.jsonString(i, out);
            out.ascii(':');
            value.json(i, out);
          }
          out.ascii('}');
        });
  }

  /** A union's rows have values of different types; each is written as its own type is. */
  private Cell union(FieldVector vector) {
    Style style = Style.NESTED;
    if (vector instanceof DenseUnionVector dense) {
      return cells.over(
          vector,
          style,
          (row, out) ->
              cells
                  .cell((FieldVector) dense.getVectorByType(dense.getTypeId(row)))
                  .json(dense.getOffset(row), out));
    }
    UnionVector sparse = (UnionVector) vector;
    return cells.over(
        vector,
        style,
        (row, out) -> cells.cell((FieldVector) sparse.getVector(row)).json(row, out));
  }

  private static void comma(boolean needed, TextBuffer out) {
    if (needed) {
      out.ascii(',');
    }
  }
}
