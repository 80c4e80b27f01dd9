package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;

/** The versions of EKS add-ons. */
record AddOnCatalog(AwsSession session) {

  /** Returns the version of each add-on that EKS installs by default, by the add-on's name. */
  Map<String, String> defaultVersions(String kubernetesVersion) {
    Map<String, String> versions = new TreeMap<>();
    for (AddonInfo addOn :
        session
            .eks()
            .describeAddonVersionsPaginator(
                r -> r.kubernetesVersion(kubernetesVersion).owners("aws"))
            .addons()) {
      addOn.addonVersions().stream()
          .filter(version -> isDefault(version, kubernetesVersion))
          .findFirst()
          .ifPresent(version -> versions.put(addOn.addonName(), version.addonVersion()));
    }
    return versions;
  }

  private static boolean isDefault(AddonVersionInfo version, String kubernetesVersion) {
    return version.compatibilities().stream()
        .filter(compatibility -> kubernetesVersion.equals(compatibility.clusterVersion()))
        .anyMatch(compatibility -> Boolean.TRUE.equals(compatibility.defaultVersion()));
  }
}
