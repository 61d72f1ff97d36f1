package io.fastflight.source.arrow;

import io.fastflight.params.DataParams;
import io.fastflight.params.Description;
import io.fastflight.params.WireName;

/** What a service reads from a source of Arrow files. */
@WireName("arrow-file.reads")
public record ArrowFileReads(
    @Description(
            "The file, from the folder of this file on; {name} stands for the value of a parameter, which can never name another folder.")
        String path)
    implements DataParams {}
