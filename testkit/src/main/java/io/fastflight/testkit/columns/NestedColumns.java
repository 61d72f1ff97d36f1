package io.fastflight.testkit.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.UuidVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.extension.UuidType;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** One column for every Arrow type with children, and for what has no values of its own. */
public final class NestedColumns {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final int[] SPARSE_IDS = {5, 7};
  private static final Field ITEM = Field.nullable("item", INT32);

  private NestedColumns() {}

  /** Returns a column of each type that has children. */
  public static List<SampleColumn> all() {
    List<SampleColumn> all = new ArrayList<>(lists());
    all.addAll(listViews());
    all.addAll(structures());
    all.addAll(unions());
    all.addAll(others());
    return all;
  }

  static List<SampleColumn> lists() {
    return List.of(
        SampleColumn.of("list", ArrowType.List.INSTANCE, List.of(ITEM), NestedColumns::fillList),
        SampleColumn.of(
            "large_list",
            ArrowType.LargeList.INSTANCE,
            List.of(ITEM),
            NestedColumns::fillLargeList),
        SampleColumn.of(
            "fixed_size_list",
            new ArrowType.FixedSizeList(2),
            List.of(ITEM),
            NestedColumns::fillFixedSizeList),
        SampleColumn.of(
            "list_of_lists",
            ArrowType.List.INSTANCE,
            List.of(new Field("inner", FieldType.nullable(ArrowType.List.INSTANCE), List.of(ITEM))),
            NestedColumns::fillListOfLists),
        SampleColumn.of(
            "list_of_nulls",
            ArrowType.List.INSTANCE,
            List.of(Field.nullable("nothing", ArrowType.Null.INSTANCE)),
            NestedColumns::fillListOfNulls));
  }

  static List<SampleColumn> listViews() {
    return List.of(
        SampleColumn.of(
            "list_view", ArrowType.ListView.INSTANCE, List.of(ITEM), NestedColumns::fillListView),
        SampleColumn.of(
            "large_list_view",
            ArrowType.LargeListView.INSTANCE,
            List.of(ITEM),
            NestedColumns::fillLargeListView));
  }

  /** Returns a column of structs and one of maps. */
  public static List<SampleColumn> structures() {
    Field key = Field.notNullable("key", ArrowType.Utf8.INSTANCE);
    Field value = Field.nullable("value", INT64);
    Field entries =
        new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, value));
    List<Field> ab =
        List.of(Field.nullable("a", INT32), Field.nullable("b", ArrowType.Utf8.INSTANCE));
    return List.of(
        SampleColumn.of("struct", ArrowType.Struct.INSTANCE, ab, NestedColumns::fillStruct),
        SampleColumn.of("map", new ArrowType.Map(false), List.of(entries), NestedColumns::fillMap));
  }

  static List<SampleColumn> unions() {
    // UnionVector names its members after their types in the default locale ("ınt" in a Turkish
    // one) and finds none under another name.
    Locale arrows = Locale.getDefault();
    List<Field> members =
        List.of(
            Field.nullable("INT".toLowerCase(arrows), INT32),
            Field.nullable("BIGINT".toLowerCase(arrows), INT64));
    return List.of(
        SampleColumn.of(
            "sparse_union",
            new ArrowType.Union(UnionMode.Sparse, SPARSE_IDS),
            members,
            NestedColumns::fillSparseUnion),
        SampleColumn.of(
            "dense_union",
            new ArrowType.Union(UnionMode.Dense, new int[] {0, 1}),
            members,
            NestedColumns::fillDenseUnion));
  }

  static List<SampleColumn> others() {
    Field runEnds = Field.notNullable("run_ends", INT32);
    Field values = Field.nullable("values", ArrowType.Utf8.INSTANCE);
    return List.of(
        SampleColumn.of(
            "null",
            ArrowType.Null.INSTANCE,
            List.of(),
            (vector, rows) -> ((NullVector) vector).setValueCount(rows)),
        SampleColumn.of(
            "run_end_encoded",
            ArrowType.RunEndEncoded.INSTANCE,
            List.of(runEnds, values),
            NestedColumns::fillRuns),
        SampleColumn.of(
            "extension_uuid",
            UuidType.INSTANCE,
            (UuidVector v, int i) -> v.setSafe(i, new UUID(i, -i))));
  }

  private static boolean isNull(int row) {
    return row % 3 == 2;
  }

  private static void fillList(FieldVector vector, int rows) {
    ListVector list = (ListVector) vector;
    IntVector items = (IntVector) list.getDataVector();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        int start = list.startNewValue(row);
        for (int i = 0; i < row % 4; i++) {
          items.setSafe(start + i, row * 10 + i);
        }
        list.endValue(row, row % 4);
      }
    }
    list.setValueCount(rows);
  }

  private static void fillLargeList(FieldVector vector, int rows) {
    LargeListVector list = (LargeListVector) vector;
    IntVector items = (IntVector) list.getDataVector();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        long start = list.startNewValue(row);
        for (int i = 0; i < row % 4; i++) {
          items.setSafe((int) start + i, row * 10 + i);
        }
        list.endValue(row, row % 4);
      }
    }
    list.setValueCount(rows);
  }

  private static void fillFixedSizeList(FieldVector vector, int rows) {
    FixedSizeListVector list = (FixedSizeListVector) vector;
    IntVector items = (IntVector) list.getDataVector();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        int start = list.startNewValue(row);
        items.setSafe(start, row);
        items.setSafe(start + 1, -row);
      }
    }
    list.setValueCount(rows);
  }

  private static void fillListOfLists(FieldVector vector, int rows) {
    ListVector outer = (ListVector) vector;
    ListVector inner = (ListVector) outer.getDataVector();
    fillList(inner, 2 * rows);
    for (int row = 0; row < rows; row++) {
      outer.startNewValue(row);
      outer.endValue(row, 2);
    }
    outer.setValueCount(rows);
    inner.setValueCount(2 * rows);
  }

  private static void fillListOfNulls(FieldVector vector, int rows) {
    ListVector list = (ListVector) vector;
    for (int row = 0; row < rows; row++) {
      list.startNewValue(row);
      list.endValue(row, row % 3);
    }
    list.setValueCount(rows);
  }

  private static void fillListView(FieldVector vector, int rows) {
    ListViewVector list = (ListViewVector) vector;
    list.allocateNew();
    IntVector items = (IntVector) list.getDataVector();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        int start = list.startNewValue(row);
        items.setSafe(start, row);
        list.endValue(row, 1);
      }
    }
    list.setValueCount(rows);
  }

  private static void fillLargeListView(FieldVector vector, int rows) {
    LargeListViewVector list = (LargeListViewVector) vector;
    list.allocateNew();
    IntVector items = (IntVector) list.getDataVector();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        int start = list.startNewValue(row);
        items.setSafe(start, row);
        list.endValue(row, 1);
      }
    }
    list.setValueCount(rows);
  }

  private static void fillStruct(FieldVector vector, int rows) {
    StructVector struct = (StructVector) vector;
    struct.allocateNew();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        struct.setIndexDefined(row);
        ((IntVector) struct.getChild("a")).setSafe(row, row);
        ((VarCharVector) struct.getChild("b")).setSafe(row, PlainColumns.bytes(row));
      }
    }
    struct.setValueCount(rows);
  }

  private static void fillMap(FieldVector vector, int rows) {
    ListVector map = (ListVector) vector;
    StructVector entries = (StructVector) map.getDataVector();
    for (int row = 0; row < rows; row++) {
      if (!isNull(row)) {
        int at = map.startNewValue(row);
        entries.setIndexDefined(at);
        ((VarCharVector) entries.getChild("key")).setSafe(at, PlainColumns.bytes(row));
        ((BigIntVector) entries.getChild("value")).setSafe(at, row);
        map.endValue(row, 1);
      }
    }
    map.setValueCount(rows);
  }

  /** Writes the type ids of the schema; the vector's own setters write Arrow's internal numbers. */
  private static void fillSparseUnion(FieldVector vector, int rows) {
    UnionVector union = (UnionVector) vector;
    union.allocateNew();
    union.setValueCount(rows);
    for (int row = 0; row < rows; row++) {
      union.getTypeBuffer().setByte(row, SPARSE_IDS[row % 2]);
      if (row % 2 == 0) {
        union.getIntVector().setSafe(row, row);
      } else {
        union.getBigIntVector().setSafe(row, -row);
      }
    }
  }

  private static void fillDenseUnion(FieldVector vector, int rows) {
    DenseUnionVector union = (DenseUnionVector) vector;
    union.allocateNew();
    for (int row = 0; row < rows; row++) {
      byte type = (byte) (row % 2);
      union.setTypeId(row, type);
      union.setOffset(row, row / 2);
      if (type == 0) {
        ((IntVector) union.getVectorByType(type)).setSafe(row / 2, row);
      } else {
        ((BigIntVector) union.getVectorByType(type)).setSafe(row / 2, -row);
      }
    }
    ((IntVector) union.getVectorByType((byte) 0)).setValueCount((rows + 1) / 2);
    ((BigIntVector) union.getVectorByType((byte) 1)).setValueCount(rows / 2);
    union.setValueCount(rows);
  }

  private static void fillRuns(FieldVector vector, int rows) {
    RunEndEncodedVector runs = (RunEndEncodedVector) vector;
    IntVector ends = (IntVector) runs.getRunEndsVector();
    VarCharVector values = (VarCharVector) runs.getValuesVector();
    int count = (rows + 1) / 2;
    for (int run = 0; run < count; run++) {
      ends.setSafe(run, Math.min(2 * run + 2, rows));
      values.setSafe(run, PlainColumns.bytes(run));
    }
    ends.setValueCount(count);
    values.setValueCount(count);
    runs.setValueCount(rows);
  }
}
