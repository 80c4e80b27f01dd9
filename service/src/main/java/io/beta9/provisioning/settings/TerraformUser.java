package io.beta9.provisioning.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user that Terraform and its providers run as.
 *
 * @param uid the user's id; without meaning for {@link Mode#WORKER}
 * @param gid the id of its group
 */
public record TerraformUser(Mode mode, int uid, int gid) {
  /**
   * The ids of the separate user unless others are set. No account of this number has to exist.
   * Neither Debian nor systemd assigns it, and it exists in user namespaces with 65,536 ids.
   */
  public static final int DEFAULT_ID = 60990;

  static final String EXPECTED =
      "auto, worker, or the numeric ids UID or UID:GID of a user other than root";

  private static final Pattern IDS = Pattern.compile("(\\d{1,9})(?::(\\d{1,9}))?");

  /** How the user is chosen. */
  public enum Mode {
    /** A separate user where that is possible, otherwise the user of the worker. */
    AUTO,
    /** The user of the worker. */
    WORKER,
    /** The user with these ids; the worker does not start if that is impossible. */
    SEPARATE
  }

  static TerraformUser parse(String text) {
    if (text.equals("auto")) {
      return new TerraformUser(Mode.AUTO, DEFAULT_ID, DEFAULT_ID);
    }
    if (text.equals("worker")) {
      return new TerraformUser(Mode.WORKER, 0, 0);
    }
    Matcher ids = IDS.matcher(text);
    if (!ids.matches()) {
      throw new IllegalArgumentException("neither a mode nor ids");
    }
    int uid = Integer.parseInt(ids.group(1));
    int gid = ids.group(2) == null ? uid : Integer.parseInt(ids.group(2));
    if (uid == 0 || gid == 0) {
      throw new IllegalArgumentException("root is not a separate user");
    }
    return new TerraformUser(Mode.SEPARATE, uid, gid);
  }
}
