package io.fastflight.testkit.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * More than five hundred requests for {@code test.rows} that no honest caller sends: numbers no
 * column holds, strings that are no text, documents cut, doubled, deep, large, or changed in a
 * byte. Each is refused as INVALID_ARGUMENT or NOT_FOUND, but for those few that say what JSON
 * allows.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonNasties {
  private static final String GOOD = "{\"param_type\": \"test.rows\", \"rows\": 3}";

  private static final List<String> NUMBERS =
      List.of(
          "1.5",
          "1e400",
          "-1e400",
          "1E400",
          "1e-400",
          "1e999999999",
          "1e-999999999",
          "1E+2",
          "0x10",
          "010",
          "00",
          "+1",
          ".5",
          "5.",
          "1e",
          "1e+",
          "--1",
          "-",
          "1_000",
          "1,000",
          "1 000",
          "9223372036854775808",
          "-9223372036854775809",
          "18446744073709551616",
          "4294967296000000000",
          "-1",
          "-9223372036854775808",
          "1.0e0.5",
          "1f",
          "1L",
          "1n",
          "NaN",
          "-NaN",
          "Infinity",
          "-Infinity",
          "+Infinity",
          "INF",
          "1/2",
          "½",
          "\u0661",
          "\uff11",
          "1\u0660",
          "0b1",
          "0o7",
          "1e1e1",
          "2147483647.0000000001");

  private static final List<String> NAMES =
      List.of(
          "null",
          "true",
          "5",
          "1.5",
          "[]",
          "{}",
          "[\"test.rows\"]",
          "{\"name\": \"test.rows\"}",
          "\"\"",
          "\" \"",
          "\"TEST.ROWS\"",
          "\"Test.Rows\"",
          "\"test.rows \"",
          "\" test.rows\"",
          "\"test.rows\\n\"",
          "\"test.rows\\u0000\"",
          "\"test.rows\\u200b\"",
          "\"\\ufefftest.rows\"",
          "\"test\\u2024rows\"",
          "\"t\u0435st.rows\"",
          "\"\uff54est.rows\"",
          "\"test.rows/../\"",
          "\"../test.rows\"",
          "\"%74est.rows\"",
          "\"test%2Erows\"",
          "\"test.*\"",
          "\"*\"",
          "\"test.\"",
          "\".rows\"",
          "\"test..rows\"",
          "\"test.rows;\"",
          "\"test.rows' OR '1'='1\"",
          "\"${env:HOME}\"",
          "\"${jndi:ldap://127.0.0.1:1/a}\"",
          "\"<script>alert(1)</script>\"",
          "\"file:///etc/passwd\"",
          "\"\\u202etset.swor\"",
          "\"test.ro\\u0077s\\u0301\"",
          "\"test\\\\.rows\"",
          "\"\\/test.rows\"");

  private static final List<String> DOCUMENTS =
      List.of(
          "",
          " ",
          "\n",
          "null",
          "true",
          "3",
          "\"test.rows\"",
          "[]",
          "{}",
          "[" + GOOD + "]",
          "{" + GOOD + "}",
          GOOD + GOOD,
          GOOD + "}",
          GOOD + "]",
          GOOD + "{}",
          GOOD + "x",
          GOOD + ",",
          GOOD + ";",
          GOOD + "\0",
          GOOD + "//",
          GOOD + "/**/",
          GOOD + "#",
          GOOD + "\ufeff",
          "," + GOOD,
          ";" + GOOD,
          ")]}'\n" + GOOD,
          "/**/" + GOOD,
          "//\n" + GOOD,
          "#\n" + GOOD,
          "\0" + GOOD,
          "\u00a0" + GOOD,
          "\u2028" + GOOD,
          "\u000b" + GOOD,
          "data: " + GOOD,
          "<?xml version=\"1.0\"?><a/>",
          "param_type=test.rows&rows=3",
          "--- {param_type: test.rows}",
          "(" + GOOD + ")",
          "callback(" + GOOD + ")");

  private static final List<String> OBJECTS =
      List.of(
          "{'param_type': 'test.rows'}",
          "{param_type: \"test.rows\"}",
          "{\"param_type\" \"test.rows\"}",
          "{\"param_type\": \"test.rows\" \"rows\": 3}",
          "{\"param_type\": \"test.rows\",}",
          "{,\"param_type\": \"test.rows\"}",
          "{\"param_type\": \"test.rows\",,\"rows\": 3}",
          "{\"param_type\":: \"test.rows\"}",
          "{\"param_type\" = \"test.rows\"}",
          "{\"param_type\", \"test.rows\"}",
          "{\"param_type\": }",
          "{: \"test.rows\"}",
          "{\"param_type\"}",
          "{3: \"test.rows\"}",
          "{null: \"test.rows\"}",
          "{[]: 3}",
          "{\"param_type\": \"test.rows\"]",
          "[\"param_type\": \"test.rows\"}",
          "{\"param_type\": \"test\" + \".rows\"}",
          "{\"param_type\": \"test.rows\n\"}",
          "{\"param_type\": \"\"\"test.rows\"\"\"}");

  private static final List<String> UNKNOWN_FIELDS =
      List.of(
          "__proto__",
          "constructor",
          "prototype",
          "@class",
          "@type",
          "@c",
          "$type",
          "$ref",
          "class",
          "javaClass",
          "",
          " ",
          "Rows",
          "ROWS",
          "row",
          "rows ",
          " rows",
          "rows\\u0000",
          "ro\\u200bws",
          "r\u043ews",
          "param_type ",
          "PARAM_TYPE",
          "paramType",
          "batchRows",
          "limit",
          "sql",
          "path",
          "url",
          "jdbc_url",
          "driver",
          "identity",
          "roles",
          "callId");

  private final List<Nasty> all = new ArrayList<>();

  /**
   * One request.
   *
   * @param name what it is
   * @param json its bytes, which need not be text
   * @param rows how many rows are right for it; empty if it is to be refused
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that nobody changes
  public record Nasty(String name, byte[] json, OptionalLong rows) {
    @Override
    public String toString() {
      return name;
    }
  }

  private JsonNasties() {}

  /** Returns all of them. */
  public static List<Nasty> all() {
    JsonNasties nasties = new JsonNasties();
    nasties.numbers();
    nasties.values();
    nasties.names();
    nasties.texts();
    nasties.brokenUtf8();
    nasties.structures();
    nasties.doubles();
    nasties.unknownFields();
    nasties.deep();
    nasties.large();
    nasties.encodings();
    nasties.cuts();
    nasties.changedBytes();
    return List.copyOf(nasties.all);
  }

  private void refused(String name, byte[] json) {
    all.add(new Nasty(name, json, OptionalLong.empty()));
  }

  private void refused(String name, String json) {
    refused(name, json.getBytes(UTF_8));
  }

  private void right(String name, byte[] json, long rows) {
    all.add(new Nasty(name, json, OptionalLong.of(rows)));
  }

  private void rows(String value) {
    String shown = value.length() <= 40 ? value : value.substring(0, 40) + "...";
    refused("rows of " + shown, GOOD.replace("3", value));
  }

  private void numbers() {
    NUMBERS.forEach(this::rows);
    rows("9".repeat(1_000));
    rows("9".repeat(100_000));
    rows("-" + "9".repeat(20_000));
    rows("0." + "0".repeat(10_000) + "1");
    rows("1" + "0".repeat(400));
    right("rows of -0", GOOD.replace("3", "-0").getBytes(UTF_8), 0);
  }

  private void values() {
    List.of(
            "true",
            "false",
            "\"3\"",
            "\"\"",
            "\" \"",
            "[]",
            "[3]",
            "{}",
            "{\"a\": 3}",
            "[[3]]",
            "undefined",
            "None",
            "nil",
            "NULL",
            "True",
            "'3'",
            "`3`",
            "3;",
            "3 4",
            "3,",
            "$3",
            "new Date()",
            "\"\\u0033\"",
            "3 // three",
            "3 /* three */",
            "# 3",
            "@3")
        .forEach(this::rows);
  }

  private void named(String what, String json) {
    refused("a name that is " + what, GOOD.replace("\"test.rows\"", json));
  }

  private void names() {
    NAMES.forEach(json -> named(json, json));
    named("long", "\"" + "x".repeat(10_000) + "\"");
    named("all emoji", "\"" + "\ud83d\ude00".repeat(500) + "\"");
    right("a name in escapes", GOOD.replace("test", "\\u0074est").getBytes(UTF_8), 3);
    right("a key in escapes", GOOD.replace("\"rows\"", "\"\\u0072ows\"").getBytes(UTF_8), 3);
  }

  private void texts() {
    for (int control = 0; control < 32; control++) {
      named("with the raw character " + control, "\"test" + (char) control + ".rows\"");
    }
    List.of(
            "\\ud800",
            "\\udfff",
            "\\udc00\\ud800",
            "\\ud800\\ud800",
            "\\ud83d",
            "\\ude00x",
            "\\x41",
            "\\u12",
            "\\uZZZZ",
            "\\u{41}",
            "\\U00000041",
            "\\a",
            "\\0",
            "\\'",
            "\\ ",
            "\\")
        .forEach(escape -> named("with the escape " + escape, "\"test.rows" + escape + "\""));
  }

  /** Bytes that are no UTF-8: overlong, halves of surrogates, beyond Unicode, cut. */
  private void brokenUtf8() {
    List.of(
            "C0 80",
            "C1 BF",
            "E0 80 80",
            "F0 80 80 80",
            "ED A0 80",
            "ED BF BF",
            "ED A0 BD ED B8 80",
            "F4 90 80 80",
            "F5 80 80 80",
            "F8 88 80 80 80",
            "FC 84 80 80 80 80",
            "FE",
            "FF",
            "80",
            "BF",
            "C3",
            "E2 82",
            "F0 9F 98",
            "C3 28",
            "E2 28 A1",
            "F0 28 8C BC")
        .forEach(
            hex -> {
              refused("a name with the bytes " + hex, around("\"test.", hex, "rows\""));
              refused("a key with the bytes " + hex, around("\"ro", hex, "ws\": 3, \"rows\""));
            });
  }

  private static byte[] around(String before, String hex, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean key = after.contains(":");
    bytes.writeBytes(
        (key ? "{\"param_type\": \"test.rows\", " : "{\"param_type\": ").getBytes(UTF_8));
    bytes.writeBytes(before.getBytes(UTF_8));
    Arrays.stream(hex.split(" ", -1)).forEach(one -> bytes.write(Integer.parseInt(one, 16)));
    bytes.writeBytes((after + (key ? ": 3}" : "}")).getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private void structures() {
    DOCUMENTS.forEach(text -> refused("the document " + text, text));
    OBJECTS.forEach(text -> refused("the document " + text, text));
    right("blanks of every kind", GOOD.replace(" ", " \t\r\n").getBytes(UTF_8), 3);
  }

  private void doubles() {
    List.of(
            "\"rows\": 3, \"rows\": 3",
            "\"rows\": 3, \"rows\": 4",
            "\"rows\": 3, \"\\u0072ows\": 4",
            "\"rows\": null, \"rows\": 3",
            "\"param_type\": \"test.rows\"",
            "\"param_type\": \"test.slow\"",
            "\"\\u0070aram_type\": \"test.slow\"",
            "\"batch_rows\": 1, \"batch_rows\": 2")
        .forEach(
            more -> refused("twice: " + more, "{\"param_type\": \"test.rows\", " + more + "}"));
  }

  private void unknownFields() {
    UNKNOWN_FIELDS.forEach(
        key -> refused("the field '" + key + "'", GOOD.replace("3}", "3, \"" + key + "\": 1}")));
    refused(
        "a field of 60,000 characters",
        GOOD.replace("3}", "3, \"" + "k".repeat(60_000) + "\": 1}"));
    StringBuilder many = new StringBuilder("3");
    for (int i = 0; i < 5_000; i++) {
      many.append(", \"f").append(i).append("\": ").append(i);
    }
    refused("5,000 fields", GOOD.replace("3}", many + "}"));
  }

  private void deep() {
    for (int depth : new int[] {31, 32, 33, 100, 1_000, 10_000, 60_000}) {
      refused(depth + " lists", GOOD.replace("3", "[".repeat(depth) + "]".repeat(depth)));
      refused(depth + " lists without an end", GOOD.replace("3}", "[".repeat(depth)));
      refused(depth + " ends of lists", GOOD.replace("3}", "]".repeat(depth)));
      refused(depth + " lists before all", "[".repeat(depth) + GOOD);
      if (depth <= 10_000) {
        String objects = "{\"a\":".repeat(depth);
        refused(depth + " objects", GOOD.replace("3", objects + "1" + "}".repeat(depth)));
        refused(depth + " objects without an end", GOOD.replace("3}", objects));
      }
    }
  }

  private void large() {
    refused("over 256 KiB of blanks", GOOD + " ".repeat(256 * 1024));
    refused("a string of 200,000", GOOD.replace("3", "\"" + "x".repeat(200_000) + "\""));
    refused("a list of 100,000", GOOD.replace("3", "[" + "1,".repeat(100_000) + "1]"));
    refused("200,000 escapes", GOOD.replace("3", "\"" + "\\n".repeat(100_000) + "\""));
    right("100,000 blanks", (" ".repeat(100_000) + GOOD).getBytes(UTF_8), 3);
  }

  private void encodings() {
    refused("a mark of UTF-16 before UTF-8", joined(new byte[] {-2, -1}, GOOD.getBytes(UTF_8)));
    refused("Latin 1", GOOD.replace("test", "t\u00e9st").getBytes(ISO_8859_1));
    for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      Charset charset = Charset.forName(name);
      right(name, GOOD.getBytes(charset), 3); // which RFC 4627 had a reader find out
      right(name + " with a mark", ("\ufeff" + GOOD).getBytes(charset), 3);
    }
    refused("UTF-7", "+AHs-\"param_type\": \"test.rows\"}");
    refused("EBCDIC", GOOD.getBytes(Charset.forName("IBM1047")));
    refused(
        "gzip",
        new byte[] {31, -117, 8, 0, 0, 0, 0, 0, 0, 3, -85, -82, 5, 0, 67, -65, -90, -93, 2, 0});
    right("a mark of UTF-8", joined(new byte[] {-17, -69, -65}, GOOD.getBytes(UTF_8)), 3);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private void cuts() {
    byte[] whole = GOOD.getBytes(UTF_8);
    for (int length = 1; length < whole.length; length++) {
      refused("cut after " + length + " bytes", Arrays.copyOf(whole, length));
      refused("without its first " + length, Arrays.copyOfRange(whole, length, whole.length));
    }
  }

  private void changedBytes() {
    byte[] whole = GOOD.getBytes(UTF_8);
    for (int i = 0; i < whole.length; i++) {
      for (int other : new int[] {0, '"', '{', 0xFF}) {
        if (whole[i] != (byte) other) {
          byte[] changed = whole.clone();
          changed[i] = (byte) other;
          refused("byte %s as %s".formatted(i, other), changed);
        }
      }
    }
  }
}
