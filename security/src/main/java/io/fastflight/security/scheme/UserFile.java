package io.fastflight.security.scheme;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps who may sign in with a name and a password. A server that uses the file sees a change
 * within a second.
 */
public final class UserFile {
  private static final int MIN_CHARS = 8;
  private static final int MAX_CHARS = 1_024;

  private final Path file;
  private final int iterations;

  /** Names the file; it need not exist yet. */
  public UserFile(Path file) {
    this(file, PasswordHash.ITERATIONS);
  }

  UserFile(Path file, int iterations) {
    this.file = requireNonNull(file, "file");
    this.iterations = iterations;
  }

  /** Returns the names, in their order. */
  public List<String> names() {
    return users().stream().map(User::name).toList();
  }

  /** Returns who they are when they have signed in, in their order. */
  public List<Identity> identities() {
    return users().stream().map(User::identity).toList();
  }

  private List<User> users() {
    return KeptLines.readIfThere(file).stream().map(line -> User.parse(file, line)).toList();
  }

  /**
   * Adds a user, or gives one a new password and new roles.
   *
   * @throws IllegalArgumentException if the name is none, or the password shorter than 8 characters
   */
  public void set(String name, Secret password, Set<String> roles) {
    int length = password.reveal().length();
    if (length < MIN_CHARS || length > MAX_CHARS) {
      throw new IllegalArgumentException(
          "A password must have %s to %s characters, had %s."
              .formatted(MIN_CHARS, MAX_CHARS, length));
    }
    List<User> users = new ArrayList<>(users());
    users.removeIf(user -> user.name().equals(name));
    users.add(new User(name, PasswordHash.of(password, iterations), roles));
    write(users);
  }

  /**
   * Takes a user out.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public void remove(String name) {
    List<User> users = new ArrayList<>(users());
    if (!users.removeIf(user -> user.name().equals(name))) {
      throw new IllegalArgumentException("There is no user '%s' in '%s'.".formatted(name, file));
    }
    write(users);
  }

  private void write(List<User> users) {
    KeptLines.write(file, users.stream().map(User::toLine).toList());
  }
}
