package io.fastflight.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.it.SecuredServer;
import io.fastflight.it.attack.Door.Answer;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.security.seal.SessionTokens;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import io.fastflight.testkit.attack.ClassNames;
import io.fastflight.testkit.attack.JsonNasties;
import io.fastflight.testkit.attack.JwtAttacks;
import io.fastflight.testkit.sample.SampleServices;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same attacks at the Flight door and at the HTTP door, over HTTP/1.1 and HTTP/2: each is
 * refused with the same words, and who is known is served after it. What the command line can say,
 * it is asked to say as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksAtBothDoorsTest {
  private static final byte[] ROWS = bytes("{\"param_type\": \"test.rows\", \"rows\": 6}");

  /** HTTP does not know how large what it stops to read would have been. */
  private static final String TOO_LARGE = "at most 262144";

  private static final List<String> SERVICES =
      List.of("test.rows", "test.empty", "test.who", "test.slow", "test.fail_open", "no.such");

  /** By its name only, or it would be there before the test is. */
  private static final String LOADED_ON_PURPOSE = "io.fastflight.it.attack.LoadedClasses$OnPurpose";

  private SecuredServer server;
  private Secret root;
  private Secret guest;
  private FlightDoor flight;
  private Map<String, Door> doors;

  /** The command line as well, which sends what it is asked for in its own words. */
  private Map<String, Door> everyDoor;

  @BeforeAll
  void start(BufferAllocator memory, @TempDir Path folder) {
    Policy policy =
        Policy.builder()
            .roles("reader", "admin", "guest")
            .rule(Rule.of("admins").roles("admin").services("test.*").build())
            .rule(Rule.of("slow is nobody's").everyone().services("test.slow").deny().build())
            .rule(Rule.of("readers").roles("reader").services("test.rows").filter("id < 4").build())
            .build();
    ApiKeyFile keys = new ApiKeyFile(folder.resolve("keys"));
    root = keys.create("root", Set.of("admin"), Optional.empty());
    guest = keys.create("guest", Set.of("guest"), Optional.empty());
    server = new SecuredServer(memory, folder, "127.0.0.1", policy);
    flight = new FlightDoor(server, memory);
    doors = new LinkedHashMap<>();
    doors.put("Flight", flight);
    doors.put("HTTP/1.1", new HttpDoor(server, HttpClient.Version.HTTP_1_1));
    doors.put("HTTP/2", new HttpDoor(server, HttpClient.Version.HTTP_2));
    everyDoor = new LinkedHashMap<>(doors);
    everyDoor.put("command line", new CommandDoor(server, folder));
  }

  @AfterAll
  void stop() {
    everyDoor.values().forEach(Door::close);
    server.close();
  }

  @AfterEach
  void whoIsKnownIsServed() {
    doors.forEach(
        (name, door) ->
            assertThat(door.read(kim(), ROWS))
                .as(name)
                .isEqualTo(Answer.of(List.of("0", "1", "2", "3"))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> bearer(String token) {
    return Optional.of("Bearer " + token);
  }

  private Optional<String> kim() {
    return bearer(server.key.reveal());
  }

  @Test
  void theIssuersTokensAreTakenAndAttacksOnThemRefusedInTheSameWords() {
    List<String> faults = new ArrayList<>();
    doors
        .values()
        .forEach(
            door -> assertThat(door.list(bearer(server.issuer.right())).code()).isEqualTo("OK"));
    for (JwtAttacks.Attack attack : new JwtAttacks(server.issuer).all()) {
      Map<String, Answer> told = new LinkedHashMap<>();
      doors.forEach((name, door) -> told.put(name, door.read(bearer(attack.token()), ROWS)));
      if (!refused(told.values(), attack.token().length())) {
        faults.add(attack.name() + ": " + told);
      }
    }
    assertThat(faults).isEmpty();
  }

  /** A token that is no header any more is refused by each protocol in its own way. */
  private static boolean refused(Collection<Answer> told, int characters) {
    boolean header = characters <= 12 * 1024;
    return header
        ? told.stream().allMatch(answer -> answer.code().equals("UNAUTHENTICATED"))
            && Set.copyOf(told).size() == 1
        : told.stream().noneMatch(answer -> answer.code().equals("OK"));
  }

  @Test
  void fiveHundredKindsOfBadJsonGetTheSameAnswerAtEachDoor() {
    List<String> faults = new ArrayList<>();
    assertThat(JsonNasties.all()).hasSizeGreaterThan(500);
    for (JsonNasties.Nasty nasty : JsonNasties.all()) {
      Map<String, Answer> told = new LinkedHashMap<>();
      doors.forEach((name, door) -> told.put(name, door.read(kim(), nasty.json())));
      Answer first = told.values().iterator().next();
      boolean same =
          Set.copyOf(told.values()).size() == 1
              || (nasty.json().length > 256 * 1024
                  && told.values().stream().allMatch(AttacksAtBothDoorsTest::isTooLarge));
      if (!same || !fits(nasty, first) || first.message().length() > 2_000) {
        faults.add(nasty.name() + ": " + told);
      }
    }
    assertThat(faults).isEmpty();
  }

  /** HTTP/2 may end a stream before its body has come. */
  private static boolean isTooLarge(Answer answer) {
    return answer.message().contains(TOO_LARGE) || answer.code().equals("CUT");
  }

  private static boolean fits(JsonNasties.Nasty nasty, Answer answer) {
    if (nasty.rows().isPresent()) {
      return answer.code().equals("OK")
          && answer.values().size() == Math.min(4, nasty.rows().getAsLong());
    }
    return answer.code().equals("INVALID_ARGUMENT") || answer.code().equals("NOT_FOUND");
  }

  /** Who calls, and which services are there for them. */
  private record Caller(String name, Optional<String> authorization, Set<String> services) {}

  private List<Caller> callers() {
    String password = SecuredServer.USER + ":" + SecuredServer.PASSWORD.reveal();
    String basic = "Basic " + Base64.getEncoder().encodeToString(bytes(password));
    Set<String> readers = Set.of("test.rows");
    return List.of(
        new Caller("a key", kim(), readers),
        new Caller("a password", Optional.of(basic), readers),
        new Caller("a JWT", bearer(server.issuer.right()), readers),
        new Caller("an admin", bearer(root.reveal()), everyService()),
        new Caller("a guest", bearer(guest.reveal()), Set.of()));
  }

  /** What an admin sees: all that is called test.something, but what nobody may use. */
  private static Set<String> everyService() {
    Set<String> names = new TreeSet<>();
    SampleServices.registry().services().forEach(service -> names.add(service.type().name()));
    names.add("test.who");
    names.remove("test.slow");
    return names;
  }

  @Test
  void eachCallerSeesTheirServicesAndNoOthersByEveryMethodOfEveryDoor() {
    for (Caller caller : callers()) {
      everyDoor.forEach(
          (name, door) -> {
            String who = caller.name + " at " + name;
            assertThat(door.list(caller.authorization).values())
                .as(who)
                .containsExactlyElementsOf(new TreeSet<>(caller.services));
            for (String service : SERVICES) {
              String what = who + ": " + service;
              boolean there = caller.services.contains(service);
              byte[] request = bytes("{\"param_type\": \"%s\"}".formatted(service));
              Answer read = door.read(caller.authorization, request);
              if (there) {
                assertThat(read.code()).as(what).isNotEqualTo("NOT_FOUND");
                assertThat(door.describe(caller.authorization, service).code())
                    .as(what)
                    .isNotEqualTo("NOT_FOUND");
                assertThat(door.schema(caller.authorization, service).code())
                    .as(what)
                    .isNotEqualTo("NOT_FOUND");
              } else {
                assertThat(read.code()).as(what).isEqualTo("NOT_FOUND");
                assertThat(door.describe(caller.authorization, service).code())
                    .as(what)
                    .isEqualTo("NOT_FOUND");
                assertThat(door.schema(caller.authorization, service).code())
                    .as(what)
                    .isEqualTo("NOT_FOUND");
              }
            }
          });
    }
  }

  @Test
  void aServiceThatIsHiddenIsNoneOfTheClosest() {
    for (Caller caller : callers()) {
      everyDoor.forEach(
          (name, door) -> {
            byte[] hidden = bytes("{\"param_type\": \"test.slow\"}");
            assertThat(door.read(caller.authorization, hidden).message())
                .as(caller.name + " at " + name)
                .startsWith("No data service for params \"test.slow\". ")
                .doesNotContainPattern("test\\.slow.*test\\.slow");
          });
    }
  }

  @Test
  void nobodyIsToldAnythingByAnyMethodOfAnyDoor() {
    List<Optional<String>> nobodies =
        List.of(
            Door.NOBODY,
            Optional.of(""),
            Optional.of("Bearer"),
            Optional.of("Bearer "),
            bearer(server.key.reveal() + "x"),
            bearer(server.key.reveal().substring(0, 30)),
            bearer("ffk_"),
            Optional.of("Basic"),
            Optional.of("Basic !!!!"),
            Optional.of("Basic YWRh"), // without a colon
            Optional.of("Negotiate abc"),
            Optional.of(server.key.reveal()));
    for (Optional<String> nobody : nobodies) {
      Map<String, Door> asked = CommandDoor.shows(nobody) ? everyDoor : doors;
      asked.forEach(
          (name, door) -> {
            String as = name + " " + nobodies.indexOf(nobody);
            assertThat(door.list(nobody).code()).as(as).isEqualTo("UNAUTHENTICATED");
            for (String service : List.of("test.rows", "test.slow", "no.such")) {
              byte[] request = bytes("{\"param_type\": \"%s\"}".formatted(service));
              assertThat(door.read(nobody, request).code()).as(as).isEqualTo("UNAUTHENTICATED");
              assertThat(door.schema(nobody, service).code()).as(as).isEqualTo("UNAUTHENTICATED");
              assertThat(door.describe(nobody, service).code()).as(as).isEqualTo("UNAUTHENTICATED");
            }
          });
    }
  }

  @Test
  void aTicketIsNoRequestOfTheHttpDoorAndNoSession() {
    byte[] ticket = flight.ticket(kim(), "test.rows");
    assertThat(flight.read(kim(), ticket).code()).isEqualTo("OK");
    doors.forEach(
        (name, door) -> {
          if (door != flight) {
            assertThat(door.read(kim(), ticket).code()).as(name).isEqualTo("INVALID_ARGUMENT");
          }
          String base64 = Base64.getUrlEncoder().withoutPadding().encodeToString(ticket);
          for (String token : List.of(base64, "ffs_" + base64, "ffk_" + base64)) {
            assertThat(door.read(bearer(token), ROWS).code()).as(name).isEqualTo("UNAUTHENTICATED");
          }
        });
  }

  @Test
  void aSessionOfAnotherServersKeysIsRefused() {
    SessionTokens other = new SessionTokens(SealKeys.ofThisProcess(), Duration.ofMinutes(5));
    String token = other.issue(new Identity("kim", Set.of("reader"), Map.of())).reveal();
    doors.forEach(
        (name, door) ->
            assertThat(door.list(bearer(token)).code()).as(name).isEqualTo("UNAUTHENTICATED"));
  }

  @Test
  void aNameOfAClassLoadsNoClass(@TempDir Path folder) throws Exception {
    List<String> names = ClassNames.all();
    assertThat(names).hasSize(500);
    Set<String> loaded =
        LoadedClasses.during(
            folder,
            () -> {
              for (String name : names) {
                String json = name.replace("\\", "\\\\").replace("\"", "\\\"");
                byte[] asName = bytes("{\"param_type\": \"%s\"}".formatted(json));
                byte[] asType =
                    bytes("{\"param_type\": \"test.rows\", \"@class\": \"%s\"}".formatted(json));
                doors.forEach(
                    (door, each) ->
                        assertThat(each.read(kim(), asName).code())
                            .as(name)
                            .isEqualTo("NOT_FOUND"));
                assertThat(flight.read(kim(), asType).code())
                    .as(name)
                    .isEqualTo("INVALID_ARGUMENT");
              }
              Class.forName(LOADED_ON_PURPOSE);
            });
    assertThat(loaded).contains(LOADED_ON_PURPOSE);
    assertThat(loaded).doesNotContainAnyElementsOf(names);
  }
}
