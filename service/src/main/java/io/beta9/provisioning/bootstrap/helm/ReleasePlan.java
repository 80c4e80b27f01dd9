package io.beta9.provisioning.bootstrap.helm;

import java.util.List;

/** The action that brings a release to its desired state. */
public sealed interface ReleasePlan {

  /** The release does not exist. */
  record Install() implements ReleasePlan {}

  /** A revision is or was deployed, and chart or values differ. */
  record Upgrade() implements ReleasePlan {}

  /** The deployed revision has the desired chart and values. */
  record Leave() implements ReleasePlan {}

  /** No revision was ever deployed: Helm can neither upgrade nor install over it. */
  record RemoveAndInstall(String status) implements ReleasePlan {}

  /**
   * A Helm process was killed during a change. Its pending record blocks every other change; the
   * next upgrade starts from the deployed revision before it.
   */
  record ForgetAndUpgrade(ReleaseRecord abandoned) implements ReleasePlan {}

  /**
   * Decides on the action. The caller holds the claim on the environment, so no other live worker
   * is changing the release.
   *
   * @param records all revisions, the newest first
   * @param same whether the newest revision has the desired chart and values
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
    // failed, uninstalling, uninstalled, superseded: Helm can only continue above a deployed
    // revision.
    return workedBefore && !newest.status().startsWith("uninstall")
        ? new Upgrade()
        : new RemoveAndInstall(newest.status());
  }
}
