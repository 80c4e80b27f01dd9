package io.beta9.provisioning.terraform;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an environment's state lies, in the customer's account, and what locks it. */
public record StateLocation(
    String bucket, String key, String region, boolean lockFile, @Nullable String lockTable) {

  /** What keeps two Terraforms from one state. */
  public enum Locking {
    LOCK_FILE,
    DYNAMODB,
    BOTH
  }

  public static StateLocation of(EnvironmentId id, CloudTarget target, Locking locking) {
    String bucket = "beta9-tf-state-" + target.accountId() + "-" + target.region();
    return new StateLocation(
        bucket,
        "environments/" + id + "/terraform.tfstate",
        target.region(),
        locking != Locking.DYNAMODB,
        locking == Locking.LOCK_FILE ? null : bucket + "-lock");
  }

  /** The object whose presence is the lock, next to the state. */
  public String lockFileKey() {
    return key + ".tflock";
  }

  /** The id of the lock's item in the table; {@code …-md5} beside it is the state's digest. */
  public String lockItemId() {
    return bucket + "/" + key;
  }

  /** What stands in {@code state_backend_config}, for a person with the AWS CLI. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", "s3");
    map.put("bucket", bucket);
    map.put("key", key);
    map.put("region", region);
    map.put("use_lockfile", lockFile);
    if (lockTable != null) {
      map.put("dynamodb_table", lockTable);
    }
    return map;
  }

  /** The reverse of {@link #toMap()}. */
  public static StateLocation fromMap(Map<String, ?> map) {
    Object table = map.get("dynamodb_table");
    return new StateLocation(
        text(map, "bucket"),
        text(map, "key"),
        text(map, "region"),
        Boolean.TRUE.equals(map.get("use_lockfile")),
        table == null ? null : table.toString());
  }

  private static String text(Map<String, ?> map, String name) {
    Object value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the state's location has no " + name);
    }
    return value.toString();
  }
}
