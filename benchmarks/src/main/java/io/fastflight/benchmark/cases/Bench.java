package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.fleet.Cleanup;
import io.fastflight.benchmark.fleet.Fleet;
import java.util.function.Consumer;

/**
 * Hands a case what it measures with.
 *
 * @param settings how much
 * @param fleet the processes
 * @param files the shapes
 * @param warmth which processes are warm
 * @param cleanup ends what a case starts, at the latest at the end of all
 * @param progress told what is being done
 */
public record Bench(
    Settings settings,
    Fleet fleet,
    ShapeFiles files,
    Warmth warmth,
    Cleanup cleanup,
    Consumer<String> progress) {}
