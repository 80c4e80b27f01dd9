package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.text.Suggestions;
import io.beta9.provisioning.metaconfig.text.ValueWords;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code data}: the database, Redis and the bucket. */
final class DataSection {
  private static final int DEFAULT_RETENTION_DAYS = 7;
  private static final int MOST_RETENTION_DAYS = 35;
  private static final int MOST_LIFECYCLE_DAYS = 3650;
  private static final String DEFAULT_PREFIX = "beta9";
  private static final Pattern CLASS = Pattern.compile("(db|cache)\\.([a-z0-9]+)\\.([a-z0-9]+)");
  private static final Pattern STEP =
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
    MetaConfig.Data read =
        new MetaConfig.Data(
            postgres(data.section("postgres"), profile),
            redis(data.section("redis"), profile),
            objectStore(data.section("object_store")));
    data.refuseOthers();
    return read;
  }

  private static MetaConfig.PostgresConfig postgres(Fields postgres, Profile profile) {
    MetaConfig.PostgresConfig read =
        new MetaConfig.PostgresConfig(
            postgres.text("size", profile.word(), size("db", DATABASE_FAMILIES, "db.m6g.large")),
            postgres.flag("multi_az", profile.store().redundant()),
            postgres.integer(
                "backup_retention_days", DEFAULT_RETENTION_DAYS, 1, MOST_RETENTION_DAYS));
    postgres.refuseOthers();
    return read;
  }

  private static MetaConfig.RedisConfig redis(Fields redis, Profile profile) {
    MetaConfig.RedisConfig read =
        new MetaConfig.RedisConfig(
            redis.text("size", profile.word(), size("cache", CACHE_FAMILIES, "cache.r7g.large")),
            redis.flag("ha", profile.store().redundant()));
    redis.refuseOthers();
    return read;
  }

  private static MetaConfig.ObjectStoreConfig objectStore(Fields store) {
    MetaConfig.ObjectStoreConfig read =
        new MetaConfig.ObjectStoreConfig(
            store.text("bucket_prefix", DEFAULT_PREFIX, NameRules::bucketPrefix),
            store.flag("versioning", true),
            store.optionalInteger("lifecycle_days", 1, MOST_LIFECYCLE_DAYS).orElse(null));
    store.refuseOthers();
    return read;
  }

  private static Rule size(String service, Set<String> families, String example) {
    return text ->
        Profile.byWord().containsKey(text) ? null : wrongClass(text, service, families, example);
  }

  private static @Nullable String wrongClass(
      String text, String service, Set<String> families, String example) {
    Matcher form = CLASS.matcher(text);
    if (!form.matches() || !form.group(1).equals(service)) {
      return ValueWords.quoted(text)
          + " is not a size; "
          + Suggestions.nearest(text, Profile.byWord().keySet())
              .map(word -> "did you mean '" + word + "'?")
              .orElse("expected small, medium, large or a class like " + example);
    }
    if (!families.contains(form.group(2))) {
      return ValueWords.quoted(text)
          + " is of a family that is not offered; offered are "
          + ValueWords.list(families);
    }
    return STEP.matcher(form.group(3)).matches()
        ? null
        : ValueWords.quoted(text) + " is not a size; expected a class like " + example;
  }
}
