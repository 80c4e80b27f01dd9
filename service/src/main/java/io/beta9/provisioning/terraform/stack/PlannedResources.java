package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of resources of each type that the module creates for a model. It is derived from the
 * files of the module; the plan itself needs the account.
 */
public final class PlannedResources {
  private static final Pattern RESOURCE =
      Pattern.compile("(?m)^resource \"(\\w+)\" \"\\w+\" \\{\\n([\\s\\S]*?)^}");
  private static final Pattern FOR_EACH =
      Pattern.compile("(?m)^ {2}for_each\\s*=\\s*(toset\\(\\[[^\\]]*\\]\\)|.*)$");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");

  private PlannedResources() {}

  /** Returns the number of resources by type. */
  public static SortedMap<String, Integer> of(InfraModel model) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : ModuleFiles.read().entrySet()) {
      if (!file.getKey().endsWith(".tf")) {
        continue;
      }
      Matcher resources = RESOURCE.matcher(new String(file.getValue(), StandardCharsets.UTF_8));
      while (resources.find()) {
        counts.merge(resources.group(1), count(resources.group(2), model), Integer::sum);
      }
    }
    counts.values().removeIf(count -> count == 0);
    return Collections.unmodifiableSortedMap(counts);
  }

  private static int count(String body, InfraModel model) {
    Matcher each = FOR_EACH.matcher(body);
    if (!each.find()) {
      return 1;
    }
    InfraModel.Network network = model.network();
    String expression = each.group(1).strip();
    return switch (expression) {
      case "local.zones" -> network.availabilityZones().size();
      case "local.nat_zones" ->
          network.natGatewayPerZone() ? network.availabilityZones().size() : 1;
      case "local.node_groups" -> model.gpuNodes() == null ? 2 : 3;
      case "var.network.public_subnets" -> network.publicSubnets().size();
      case "var.network.private_subnets" -> network.privateSubnets().size();
      default ->
          expression.startsWith("toset([") ? (int) TEXT.matcher(expression).results().count() : 1;
    };
  }
}
