package io.beta9.provisioning.bootstrap.helm;

import java.util.List;

/** What has to be done to bring a release from what is there to what is wanted. */
public sealed interface ReleasePlan {

  /** Nothing is there. */
  record Install() implements ReleasePlan {}

  /** It works, or worked before, and is to become another one. */
  record Upgrade() implements ReleasePlan {}

  /** It is what is wanted. */
  record Leave() implements ReleasePlan {}

  /** Nothing in it ever worked: Helm can neither upgrade nor install it as it is. */
  record RemoveAndInstall(String status) implements ReleasePlan {}

  /**
   * A change was begun and its Helm died. Its record stands in the way of every other change; what
   * it stands before was deployed, and the next upgrade starts from there.
   */
  record ForgetAndUpgrade(ReleaseRecord abandoned) implements ReleasePlan {}

  /**
   * Decides. Who asks holds the only claim on the environment, so nobody who lives is at work on
   * the release.
   *
   * @param records all revisions, the newest first
   * @param same whether the newest is made of the wanted chart and values
   */
  static ReleasePlan of(List<ReleaseRecord> records, boolean same) {
    if (records.isEmpty()) {
      return new Install();
    }
    ReleaseRecord newest = records.getFirst();
    boolean workedBefore = records.stream().skip(1).anyMatch(ReleaseRecord::isDeployed);
    if (newest.isDeployed()) {
      return same ? new Leave() : new Upgrade();
    }
    if (newest.isPending()) {
      return workedBefore ? new ForgetAndUpgrade(newest) : new RemoveAndInstall(newest.status());
    }
    // failed, uninstalling, uninstalled, superseded: only above a revision that works can Helm go
    // on.
    return workedBefore && !newest.status().startsWith("uninstall")
        ? new Upgrade()
        : new RemoveAndInstall(newest.status());
  }
}
