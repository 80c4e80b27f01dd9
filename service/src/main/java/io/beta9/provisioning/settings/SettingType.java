package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.http.AddressRanges;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.settings.server.RedisCredentialsFile;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.util.unit.DataSize;

/**
 * The type of a setting. Parsing is stricter than Spring's conversions, which resolve a relative
 * path against the class path, read {@code 90} as 90 milliseconds and accept any text as a URI.
 *
 * @param expected what a value must be, as a noun phrase: "an integer from 1 to 64"
 * @param parser throws {@link IllegalArgumentException} if the text is invalid
 * @param inFile adds to a secret value the file that contains it and may be replaced
 */
record SettingType<T>(String expected, Function<String, T> parser, BiFunction<T, Path, T> inFile) {
  private static final SettingType<String> TEXT = new SettingType<>("a text", text -> text);
  private static final SettingType<Path> PATH = new SettingType<>("a path", Path::of);
  private static final SettingType<Duration> DURATION =
      new SettingType<>(DurationText.EXPECTED, DurationText::parse);
  private static final SettingType<DataSize> SIZE =
      new SettingType<>("a size such as 800MB or 2GB", SettingType::size);
  private static final SettingType<NamedDurations> NAMED_DURATIONS =
      new SettingType<>(
          "durations by name such as apply=90m,nodes=20m",
          text -> new NamedDurations(DurationText.parseAll(text)));
  private static final SettingType<Set<String>> NAMES =
      new SettingType<>("names separated by commas", SettingType::names);
  private static final SettingType<DatabaseUrl> DATABASE_URL =
      new SettingType<>(DatabaseUrl.EXPECTED, DatabaseUrl::parse, DatabaseUrl::in);
  private static final SettingType<RedisURI> REDIS_URL =
      new SettingType<>(
          "a URL such as redis://:password@host:6379 or rediss://host:6379 (percent-encode special"
              + " characters in the password)",
          RedisURI::create,
          RedisCredentialsFile::addTo);
  private static final SettingType<Boolean> FLAG =
      new SettingType<>("true or false", SettingType::flag);
  private static final SettingType<URI> URL =
      new SettingType<>("a URL such as https://host:port", SettingType::url);

  private static final SettingType<AddressRanges> ADDRESS_RANGES =
      new SettingType<>(AddressRanges.EXPECTED, AddressRanges::parse);

  private static final SettingType<TerraformUser> TERRAFORM_USER =
      new SettingType<>(TerraformUser.EXPECTED, TerraformUser::parse);

  private static final Map<Class<?>, SettingType<?>> BY_JAVA_TYPE =
      Map.ofEntries(
          Map.entry(String.class, TEXT),
          Map.entry(boolean.class, FLAG),
          Map.entry(Path.class, PATH),
          Map.entry(Duration.class, DURATION),
          Map.entry(DataSize.class, SIZE),
          Map.entry(NamedDurations.class, NAMED_DURATIONS),
          Map.entry(Set.class, NAMES),
          Map.entry(DatabaseUrl.class, DATABASE_URL),
          Map.entry(RedisURI.class, REDIS_URL),
          Map.entry(URI.class, URL),
          Map.entry(AddressRanges.class, ADDRESS_RANGES),
          Map.entry(TerraformUser.class, TERRAFORM_USER));

  SettingType(String expected, Function<String, T> parser) {
    this(expected, parser, (value, file) -> value);
  }

  /** Returns the value of a setting whose text the file contains. */
  T parse(String text, Path file) {
    return inFile.apply(parser.apply(text), file);
  }

  /** Returns the type of settings whose record component has a Java type. */
  static SettingType<?> of(Class<?> type) {
    if (type.isEnum()) {
      return oneOf(type.getEnumConstants());
    }
    SettingType<?> known = BY_JAVA_TYPE.get(type);
    if (known == null) {
      throw new IllegalStateException("no setting can be a " + type.getName());
    }
    return known;
  }

  /** Returns the type of integers within bounds, both inclusive. */
  static SettingType<Integer> integer(int min, int max) {
    return new SettingType<>(
        "an integer "
            + (max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max),
        text -> {
          int number = Integer.parseInt(text);
          if (number < min || number > max) {
            throw new IllegalArgumentException("out of range");
          }
          return number;
        });
  }

  private static SettingType<Object> oneOf(Object[] constants) {
    return new SettingType<>(
        "one of "
            + Arrays.stream(constants)
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")),
        text ->
            Arrays.stream(constants)
                .filter(constant -> constant.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown constant")));
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return Boolean.parseBoolean(text);
  }

  private static Set<String> names(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Requires a unit: Spring reads a number without one as bytes. KB, MB, GB are powers of 1024. */
  private static DataSize size(String text) {
    if (!text.matches("\\d+(B|KB|MB|GB|TB)")) {
      throw new IllegalArgumentException("no size with a unit");
    }
    try {
      return DataSize.parse(text);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too large", e);
    }
  }

  private static URI url(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() != null && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Rejected below, like a URI without a host.
    }
    throw new IllegalArgumentException("no URL of a server");
  }
}
