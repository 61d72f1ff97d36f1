package io.fastflight.source.arrow;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.util.List;

/** What a source of Arrow files is told. */
@WireName("arrow-file")
@Description("Arrow IPC files, of the stream and of the file format, sent as they lie on disk.")
public record ArrowFileSettings(
    @Description(
            "The folders whose files may be read, with all below them. Symbolic links below them are not followed.")
        List<String> roots,
    @Description(
            "Send bodies from the memory map, without a copy; without it they are read into memory. Only for files that are replaced and never cut short in place: that could end the server.")
        @Default("false")
        boolean mapped)
    implements DataParams {

  /** Refuses a source that may read nothing. */
  public ArrowFileSettings {
    roots = List.copyOf(roots);
    Faults.in("arrow-file")
        .check(!roots.isEmpty(), "roots", roots, "at least one folder")
        .throwIfAny();
  }
}
