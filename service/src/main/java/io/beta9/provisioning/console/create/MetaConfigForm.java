package io.beta9.provisioning.console.create;

import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fields that most environments need, and the meta-config that they result in. */
final class MetaConfigForm {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

  private final List<String> regions;

  MetaConfigForm(List<String> regions) {
    this.regions = List.copyOf(regions);
  }

  /** Returns the fields by the title of their group. */
  Map<String, List<MetaConfigField>> groups() {
    Map<String, List<MetaConfigField>> groups = new LinkedHashMap<>();
    groups.put(
        "Where",
        List.of(
            MetaConfigField.text("name", "Name", "for example acme-prod"),
            MetaConfigField.choice("cloud.region", "Region", "Choose …", regions),
            MetaConfigField.text("cloud.account_id", "AWS account", "twelve digits"),
            MetaConfigField.text("beta9.domain", "Domain", "beta9.acme.example")));
    groups.put(
        "Size",
        List.of(
            MetaConfigField.choice(
                "cluster.profile", "Profile", "Default", List.copyOf(Profile.byLabel().keySet())),
            MetaConfigField.choice(
                "cluster.kubernetes_version",
                "Kubernetes",
                "Default",
                List.copyOf(KubernetesVersions.byName().keySet())),
            MetaConfigField.number("beta9.workers.min_workers", "Machines, at least", "default"),
            MetaConfigField.number("beta9.workers.max_workers", "Machines, at most", "default")));
    groups.put(
        "GPUs",
        List.of(
            MetaConfigField.flag("beta9.workers.gpu_enabled", "GPU machines"),
            MetaConfigField.choice(
                "beta9.workers.gpu_type",
                "Type",
                "Default",
                List.copyOf(GpuType.byLabel().keySet()))));
    groups.put(
        "Network and data",
        List.of(
            MetaConfigField.text("network.cidr", "Network (CIDR)", "default"),
            MetaConfigField.text("data.postgres.size", "PostgreSQL", "size of the profile"),
            MetaConfigField.flag("data.postgres.multi_az", "Standby for PostgreSQL"),
            MetaConfigField.flag("data.redis.ha", "Standby for Redis"),
            MetaConfigField.flag("data.object_store.versioning", "Versions in the bucket")));
    groups.put(
        "Limits of users and image builds",
        List.of(
            MetaConfigField.number(
                "beta9.limits.millicpus", "Container, thousandths of a processor", "a machine"),
            MetaConfigField.number("beta9.limits.memory_gib", "Container, GiB", "a machine"),
            MetaConfigField.number(
                "beta9.limits.replicas", "Containers of one function", "default"),
            MetaConfigField.number(
                "beta9.build.millicpus", "Build worker, thousandths of a processor", "default"),
            MetaConfigField.number("beta9.build.memory_gib", "Build worker, GiB", "default"),
            MetaConfigField.number(
                "beta9.build.shared_memory_gib", "Build worker, GiB of /dev/shm", "default")));
    return groups;
  }

  List<MetaConfigField> fields() {
    List<MetaConfigField> all = new ArrayList<>();
    groups().values().forEach(all::addAll);
    return all;
  }

  /** Returns the meta-config; fields without a value have their defaults. */
  ObjectNode tree(FormData form) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.putObject("cloud").put("provider", "aws");
    for (MetaConfigField field : fields()) {
      String value = form.get(field.path());
      if (value.isEmpty()) {
        continue;
      }
      List<String> path = List.of(field.path().split("\\.", -1));
      ObjectNode parent = root;
      for (String name : path.subList(0, path.size() - 1)) {
        parent = parent.withObjectProperty(name);
      }
      switch (field.type()) {
        case FLAG -> parent.put(path.getLast(), true);
        case PLAIN -> {
          if (INTEGER.matcher(value).matches()) {
            parent.put(path.getLast(), Integer.parseInt(value));
          } else {
            parent.put(path.getLast(), value);
          }
        }
        case TEXT -> parent.put(path.getLast(), value);
      }
    }
    return root;
  }
}
