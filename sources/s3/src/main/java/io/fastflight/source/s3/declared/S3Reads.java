package io.fastflight.source.s3.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.Description;
import io.fastflight.params.WireName;
import java.util.Optional;

/** What a service reads from a bucket. */
@WireName("s3.reads")
public record S3Reads(
    @Description(
            "The objects, behind the prefix: * and ? stand for characters other than a slash, ** for any, {name} for the value of a parameter, which can never name another folder. Read by ending: .parquet, .csv, .tsv, .json, .ndjson, .jsonl, and .arrow and .arrows for a single object.")
        String path,
    @Description(
            "One SELECT over the table objects, which has the rows of all; :name or $name stands for the value of a parameter.")
        Optional<String> statement)
    implements DataParams {}
