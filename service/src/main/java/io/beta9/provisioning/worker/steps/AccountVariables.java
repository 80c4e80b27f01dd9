package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.cloud.NodeGroupGenerations.RetiringGroup;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known from the account about the cluster before a plan, as variables of the module.
 *
 * @param temporaryApiCidrs to whom a private API is open while the operation uses it
 */
record AccountVariables(
    Map<String, List<String>> zones,
    NodeGroupGenerations generations,
    Map<String, String> addOnVersions,
    List<String> temporaryApiCidrs) {

  static AccountVariables of(CloudAccount account, InfraModel model) {
    return new AccountVariables(
        account.zonesOfNodeGroups(model),
        account.nodeGroups(model),
        account.addOnVersions(model),
        List.of());
  }

  AccountVariables withoutRetiring() {
    return new AccountVariables(
        zones, generations.withoutRetiring(), addOnVersions, temporaryApiCidrs);
  }

  AccountVariables openTo(List<String> cidrs) {
    return new AccountVariables(zones, generations, addOnVersions, cidrs);
  }

  void write(StackDirectory stack) {
    stack.writeNodeGroupZones(zones);
    stack.writeAddOnVersions(addOnVersions);
    stack.writeTemporaryAccess(temporaryApiCidrs);
    Map<String, Map<String, Object>> retiring = new LinkedHashMap<>();
    generations.retiring().forEach((name, group) -> retiring.put(name, variables(group)));
    stack.writeNodeGroups(generations.current(), retiring);
  }

  private static Map<String, Object> variables(RetiringGroup group) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("pool", group.pool());
    variables.put("instance_type", group.instanceType());
    variables.put("min_size", group.minSize());
    variables.put("max_size", group.maxSize());
    variables.put("desired_size", group.desiredSize());
    variables.put("disk_gb", group.diskGb());
    if (group.gpuType() != null) {
      variables.put("gpu_type", group.gpuType());
    }
    return variables;
  }
}
