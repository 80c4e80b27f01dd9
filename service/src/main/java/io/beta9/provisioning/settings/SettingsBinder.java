package io.beta9.provisioning.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds environment variables to settings records. It parses and validates all values first, so
 * that all problems are reported together and in terms of the variables.
 */
public final class SettingsBinder {

  /** The text of a setting, and the variable that it was given in. */
  private record GivenText(String variable, String text, @Nullable Path file) {}

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();
  private final Map<Class<?>, @Nullable Object[]> values = new HashMap<>();

  /**
   * Parses the settings of the groups.
   *
   * @param groups record types whose components are annotated with {@link Setting}
   * @param checks further checks of valid values
   * @throws InvalidSettingsException if a setting is invalid; names all invalid settings
   */
  SettingsBinder(
      Map<String, String> environment, Collection<Class<?>> groups, List<SettingCheck> checks) {
    this.environment = ProcessEnvironment.withSdkProperties(environment);
    for (Class<?> group : groups) {
      values.put(
          group,
          SettingDescriptor.of(group).stream()
              .map(descriptor -> value(descriptor, checks).orElse(null))
              .toArray());
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /**
   * Returns one group of settings.
   *
   * @throws InvalidSettingsException if a setting of this group is invalid
   */
  public static <T extends Record> T bind(Class<T> group, Map<String, String> environment) {
    return new SettingsBinder(environment, List.of(group), List.of()).bind(group);
  }

  /**
   * @throws InvalidSettingsException if settings of the group contradict each other
   */
  <T extends Record> T bind(Class<T> group) {
    return SettingGroups.create(group, Objects.requireNonNull(values.get(group)));
  }

  private void check(SettingDescriptor descriptor, Object value, List<SettingCheck> checks) {
    for (SettingCheck check : checks) {
      if (check.variable().equals(descriptor.variable())
          && value instanceof NamedDurations durations) {
        try {
          check.check().accept(durations.byName());
        } catch (IllegalArgumentException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private Optional<Object> value(SettingDescriptor descriptor, List<SettingCheck> checks) {
    Optional<Object> value = value(descriptor);
    value.ifPresent(valid -> check(descriptor, valid, checks));
    return value;
  }

  private Optional<Object> value(SettingDescriptor descriptor) {
    Optional<GivenText> given = given(descriptor);
    if (given.isPresent()) {
      return parse(descriptor, given.get());
    }
    return descriptor.defaultText().map(descriptor.type().parser());
  }

  private Optional<Object> parse(SettingDescriptor descriptor, GivenText given) {
    try {
      SettingType<?> type = descriptor.type();
      return Optional.of(
          given.file() == null
              ? type.parser().apply(given.text())
              : type.parse(given.text(), given.file()));
    } catch (IllegalArgumentException e) {
      // The exception is not reported: its message may contain a secret.
      problems.add(
          "%s: invalid value%s: must be %s"
              .formatted(
                  given.variable(),
                  descriptor.setting().secret() ? "" : " '" + given.text() + "'",
                  descriptor.type().expected()));
      return Optional.empty();
    }
  }

  private Optional<GivenText> given(SettingDescriptor descriptor) {
    Optional<GivenText> direct = current(descriptor);
    if (!descriptor.setting().secret()) {
      return direct;
    }
    Optional<GivenText> file = variable(descriptor.fileVariable());
    if (direct.isPresent() && file.isPresent()) {
      problems.add(
          "%s: conflicts with %s; set only one of them"
              .formatted(descriptor.fileVariable(), descriptor.variable()));
      return Optional.empty();
    }
    return file.isPresent() ? file.flatMap(this::content) : direct;
  }

  /** Returns the value under the current or the former name of the variable. */
  private Optional<GivenText> current(SettingDescriptor descriptor) {
    Optional<GivenText> direct = variable(descriptor.variable());
    Optional<GivenText> former = variable(descriptor.setting().formerly());
    if (direct.isPresent() && former.isPresent()) {
      problems.add(
          "%s: conflicts with %s, its current name; set only one of them"
              .formatted(descriptor.setting().formerly(), descriptor.variable()));
      return Optional.empty();
    }
    return direct.or(() -> former);
  }

  /** Returns the value of a variable; empty if it is absent or blank. */
  private Optional<GivenText> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> new GivenText(name, text, null));
  }

  /** Returns the content of the file that a variable names, without surrounding white space. */
  private Optional<GivenText> content(GivenText file) {
    try {
      Path path = Path.of(file.text());
      String content = Files.readString(path).strip();
      if (!content.isEmpty()) {
        return Optional.of(new GivenText(file.variable(), content, path));
      }
      problems.add("%s: file '%s' is empty".formatted(file.variable(), file.text()));
    } catch (IOException | InvalidPathException e) {
      problems.add(
          "%s: file '%s' cannot be read (%s)"
              .formatted(file.variable(), file.text(), e.getClass().getSimpleName()));
    }
    return Optional.empty();
  }
}
