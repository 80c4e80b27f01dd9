package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.text.Suggestions;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code data}: PostgreSQL, Redis and the bucket. */
final class DataSection {
  private static final int DEFAULT_RETENTION_DAYS = 7;
  private static final int MAX_RETENTION_DAYS = 35;
  private static final int MAX_LIFECYCLE_DAYS = 3650;

  /** Without an expiry, every overwritten index and archive is kept, and billed, permanently. */
  private static final int DEFAULT_LIFECYCLE_DAYS = 30;

  private static final String DEFAULT_PREFIX = "beta9";
  private static final Pattern INSTANCE_CLASS =
      Pattern.compile("(db|cache)\\.([a-z0-9]+)\\.([a-z0-9]+)");
  private static final Pattern INSTANCE_SIZE =
      Pattern.compile("micro|small|medium|large|xlarge|(2|4|8|12|16|24)xlarge");
  private static final Set<String> DATABASE_FAMILIES =
      new TreeSet<>(
          List.of(
              "t3", "t4g", "m5", "m6g", "m6i", "m7g", "m7i", "m8g", "r5", "r6g", "r6i", "r7g",
              "r7i", "r8g"));
  private static final Set<String> CACHE_FAMILIES =
      new TreeSet<>(List.of("t3", "t4g", "m5", "m6g", "m7g", "r5", "r6g", "r7g"));

  private DataSection() {}

  static MetaConfig.Data read(Fields root, Profile profile) {
    Fields data = root.section("data");
    MetaConfig.Data config =
        new MetaConfig.Data(
            postgres(data.section("postgres"), profile),
            redis(data.section("redis"), profile),
            objectStore(data.section("object_store")),
            state(data.section("state")));
    data.rejectUnknownFields();
    return config;
  }

  private static MetaConfig.PostgresConfig postgres(Fields postgres, Profile profile) {
    MetaConfig.PostgresConfig config =
        new MetaConfig.PostgresConfig(
            postgres.text("size", profile.label(), size("db", DATABASE_FAMILIES, "db.m6g.large")),
            postgres.flag("multi_az", profile.dataStores().redundant()),
            postgres.integer(
                "backup_retention_days", DEFAULT_RETENTION_DAYS, 1, MAX_RETENTION_DAYS),
            postgres.flag("log_export", false),
            postgres.flag("protect", false));
    postgres.rejectUnknownFields();
    return config;
  }

  private static MetaConfig.RedisConfig redis(Fields redis, Profile profile) {
    MetaConfig.RedisConfig config =
        new MetaConfig.RedisConfig(
            redis.text("size", profile.label(), size("cache", CACHE_FAMILIES, "cache.r7g.large")),
            redis.flag("ha", profile.dataStores().redundant()));
    redis.rejectUnknownFields();
    return config;
  }

  private static MetaConfig.ObjectStoreConfig objectStore(Fields store) {
    MetaConfig.ObjectStoreConfig config =
        new MetaConfig.ObjectStoreConfig(
            store.text("bucket_prefix", DEFAULT_PREFIX, NameRules::bucketPrefix),
            store.flag("versioning", true),
            store.integer("lifecycle_days", DEFAULT_LIFECYCLE_DAYS, 1, MAX_LIFECYCLE_DAYS));
    store.rejectUnknownFields();
    return config;
  }

  private static MetaConfig.StateConfig state(Fields state) {
    MetaConfig.StateConfig config =
        new MetaConfig.StateConfig(
            state.optionalText("access_log_bucket", NameRules::bucket).orElse(null));
    state.rejectUnknownFields();
    return config;
  }

  private static TextRule size(String service, Set<String> families, String example) {
    return text ->
        Profile.byLabel().containsKey(text)
            ? null
            : instanceClassProblem(text, service, families, example);
  }

  private static @Nullable String instanceClassProblem(
      String text, String service, Set<String> families, String example) {
    Matcher match = INSTANCE_CLASS.matcher(text);
    if (!match.matches() || !match.group(1).equals(service)) {
      return ValueFormat.quoted(text)
          + " is not a size; "
          + Suggestions.nearest(text, Profile.byLabel().keySet())
              .map(label -> "did you mean '" + label + "'?")
              .orElse("expected small, medium, large or a class like " + example);
    }
    if (!families.contains(match.group(2))) {
      return ValueFormat.quoted(text)
          + " is of an unsupported instance family; supported are "
          + ValueFormat.list(families);
    }
    return INSTANCE_SIZE.matcher(match.group(3)).matches()
        ? null
        : ValueFormat.quoted(text) + " is not a size; expected a class like " + example;
  }
}
