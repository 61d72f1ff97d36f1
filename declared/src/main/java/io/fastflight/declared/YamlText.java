package io.fastflight.declared;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML of the plain kind: one document of keys, lists and scalars, at most 1 MiB and 32
 * levels deep. Tags, anchors, aliases and keys used twice are refused.
 */
final class YamlText {
  static final int MAX_CHARS = 1 << 20;
  private static final int MAX_DEPTH = 32;

  private final Iterator<Event> events;
  private final FaultList faults;

  private YamlText(Iterator<Event> events, FaultList faults) {
    this.events = events;
    this.faults = faults;
  }

  /** Returns the one document of {@code text}; empty if it cannot be read, which is then noted. */
  static Optional<Node> read(String text, FaultList faults) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_CHARS).build();
    try {
      return new YamlText(new Parse(settings).parseString(text).iterator(), faults).document();
    } catch (MarkedYamlEngineException broken) {
      Place place = broken.getProblemMark().map(YamlText::place).orElse(Place.START);
      faults.add(place, "this is not YAML: " + oneLine(broken.getProblem()));
    } catch (YamlEngineException broken) {
      faults.add(Place.START, "this is not YAML: " + oneLine(String.valueOf(broken.getMessage())));
    }
    return Optional.empty();
  }

  private Optional<Node> document() {
    Optional<Node> document = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd -> {}
        default -> {
          if (document.isPresent()) {
            faults.add(place(event), "a second document; a file has one");
            return document;
          }
          document = Optional.of(node(event, 0));
        }
      }
    }
    return document;
  }

  private Node node(Event event, int depth) {
    refuseExtras(event);
    if (depth > MAX_DEPTH) {
      throw new YamlEngineException("it is more than " + MAX_DEPTH + " levels deep");
    }
    if (event instanceof ScalarEvent scalar) {
      return new Node.Scalar(place(event), scalar.getValue(), scalar.isPlain());
    }
    if (event instanceof SequenceStartEvent) {
      return new Node.Items(place(event), items(depth));
    }
    if (event instanceof MappingStartEvent) {
      return new Node.Fields(place(event), fields(depth));
    }
    return new Node.Scalar(place(event), "", true); // an alias, which was refused
  }

  private void refuseExtras(Event event) {
    if (event instanceof AliasEvent) {
      faults.add(place(event), "an alias (*name) is not allowed; write the value out");
    } else if (event instanceof NodeEvent anchored) {
      Optional<Anchor> anchor = anchored.getAnchor();
      if (anchor.isPresent()) {
        faults.add(place(event), "an anchor (&name) is not allowed; leave it out");
      }
    }
    if (tag(event).isPresent()) {
      faults.add(place(event), "a tag (!name) is not allowed; leave it out");
    }
  }

  private static Optional<String> tag(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    if (event instanceof SequenceStartEvent items) {
      return items.getTag();
    }
    return event instanceof MappingStartEvent fields ? fields.getTag() : Optional.empty();
  }

  private List<Node> items(int depth) {
    List<Node> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return items;
  }

  private Map<String, Node.Field> fields(int depth) {
    Map<String, Node.Field> fields = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      Node key = node(event, depth + 1);
      Node value = node(events.next(), depth + 1);
      if (!(key instanceof Node.Scalar name)) {
        faults.add(key.place(), "a key must be a text, was " + key.shown());
        continue;
      }
      Node.Field earlier = fields.putIfAbsent(name.text(), new Node.Field(key.place(), value));
      if (earlier != null) {
        faults.add(
            key.place(),
            "the key '%s' is used twice, first in line %s"
                .formatted(name.text(), earlier.key().line()));
      }
    }
    return fields;
  }

  private static Place place(Event event) {
    return event.getStartMark().map(YamlText::place).orElse(Place.START);
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
