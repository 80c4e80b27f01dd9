package io.beta9.provisioning.bootstrap.gateway;

/**
 * A token of a workspace, as the gateway lists it.
 *
 * @param key what clients present
 * @param type {@link #USERS}, {@code admin} for the administrator's, or another
 */
public record WorkspaceToken(String id, String key, String type, boolean active) {
  /** The type of the tokens of users. */
  public static final String USERS = "workspace";

  boolean isUsableByUsers() {
    return active && type.equals(USERS) && !key.isEmpty();
  }

  @Override
  public String toString() {
    return "WorkspaceToken[id=" + id + ", type=" + type + ", active=" + active + "]";
  }
}
