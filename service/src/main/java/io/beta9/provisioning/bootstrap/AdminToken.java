package io.beta9.provisioning.bootstrap;

import java.util.Optional;

/** Where the administrator's token of a claimed Beta9 is kept. */
public interface AdminToken {

  /** The token, if Beta9 was claimed by us before. */
  Optional<Kept> load();

  /** Keeps it; when this returns it can not be lost any more. */
  void save(Kept token);

  /** A workspace and its administrator's token. */
  record Kept(String workspaceId, String token) {
    @Override
    public String toString() {
      return "Kept[workspaceId=" + workspaceId + "]";
    }
  }
}
