package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.terraform.run.SmallStack;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan of the stateful fake of Terraform.
 *
 * @param imports import ids by address, of resources that are not in the state
 * @param known ids by address, of resources in the state that exist in the account
 * @param updates addresses of resources that differ from their configuration
 */
public record SavedPlan(
    long serial,
    String lineage,
    Map<String, String> imports,
    Map<String, String> known,
    Set<String> updates,
    Set<String> replaces,
    List<SmallStack.Resource> stack,
    Set<String> targets) {

  public boolean concerns(SmallStack.Resource resource) {
    return targets.isEmpty() || targets.contains(resource.address());
  }

  public List<SmallStack.Resource> creates() {
    return stack.stream()
        .filter(this::concerns)
        .filter(one -> !known.containsKey(one.address()) && !imports.containsKey(one.address()))
        .toList();
  }

  /** Returns the output of {@code terraform show -json}. */
  public JsonNode json() {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("format_version", "1.2").put("terraform_version", "1.11.4");
    ArrayNode changes = root.putArray("resource_changes");
    Map<String, ObjectNode> configured = new LinkedHashMap<>();
    for (SmallStack.Resource one : stack) {
      if (!concerns(one)) {
        continue;
      }
      ObjectNode change = changes.addObject();
      change.put("address", one.address()).put("mode", "managed");
      change.put("type", one.type()).put("name", one.name());
      ObjectNode inner = change.putObject("change");
      boolean known = known().containsKey(one.address()) || imports.containsKey(one.address());
      boolean update = updates.contains(one.address());
      if (replaces.contains(one.address())) {
        inner.putArray("actions").add("delete").add("create");
        change.put("action_reason", "replace_because_tainted");
      } else {
        inner.putArray("actions").add(known ? update ? "update" : "no-op" : "create");
      }
      ObjectNode after = values(one);
      if (known) {
        ObjectNode before = values(one);
        if (update) {
          before.putObject("tags_all");
        }
        inner.set("before", before);
      } else {
        inner.putNull("before");
      }
      inner.set("after", after);
      ObjectNode unknown = inner.putObject("after_unknown");
      if (!known) {
        unknown.put("id", true);
      }
      String importing = imports.get(one.address());
      if (importing != null) {
        inner.putObject("importing").put("id", importing);
      }
      ObjectNode expressions =
          configured
              .computeIfAbsent(
                  one.type() + "." + one.name(), k -> JsonMapper.shared().createObjectNode())
              .putObject("expressions");
      one.parents()
          .forEach(
              (attribute, parent) -> {
                ArrayNode references = expressions.putObject(attribute).putArray("references");
                references.add(parent + ".id");
                references.add(parent);
              });
    }
    ArrayNode resources =
        root.putObject("configuration").putObject("root_module").putArray("resources");
    configured.forEach((address, node) -> resources.add(node.put("address", address)));
    return root;
  }

  private static ObjectNode values(SmallStack.Resource one) {
    ObjectNode values = JsonMapper.shared().createObjectNode();
    one.attributes().forEach(values::put);
    if (!one.tags().isEmpty()) {
      ObjectNode all = values.putObject("tags_all");
      one.tags().forEach(all::put);
    }
    return values;
  }
}
