package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A form as a tree: its keys are split at their dots. */
public final class FormNode {
  private final Map<String, FormNode> children = new LinkedHashMap<>();
  private @Nullable String text;

  public static FormNode of(Map<String, String> form) {
    FormNode root = new FormNode();
    form.forEach(
        (key, value) -> {
          FormNode node = root;
          for (String part : key.split("\\.", -1)) {
            node = node.children.computeIfAbsent(part, unused -> new FormNode());
          }
          node.text = value;
        });
    return root;
  }

  @Nullable FormNode child(String name) {
    return children.get(name);
  }

  @Nullable String text() {
    return text;
  }

  boolean hasChildren() {
    return !children.isEmpty();
  }

  /**
   * Returns the members of a list in the order of their numbers, directly below this node or in a
   * wrapper element.
   */
  Collection<FormNode> members(@Nullable String memberName) {
    Collection<FormNode> own = numbered();
    if (!own.isEmpty()) {
      return own;
    }
    for (String name : memberName == null ? List.of("member") : List.of(memberName, "member")) {
      FormNode wrapper = children.get(name);
      if (wrapper != null) {
        return wrapper.numbered();
      }
    }
    return List.of();
  }

  private Collection<FormNode> numbered() {
    Map<Integer, FormNode> numbered = new TreeMap<>();
    children.forEach(
        (name, node) -> {
          if (name.matches("[0-9]{1,9}")) {
            numbered.put(Integer.valueOf(name), node);
          }
        });
    return numbered.values();
  }
}
