package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A table and its items. Items are never modified in place. */
final class Table implements Serializable {
  private static final long serialVersionUID = 1L;

  TableDescription description;
  final Instant activeAt;
  final TreeMap<String, String> tags = new TreeMap<>();
  boolean pointInTimeRecovery;
  private final LinkedHashMap<
          HashMap<String, AttributeValue>, LinkedHashMap<String, AttributeValue>>
      items = new LinkedHashMap<>();

  Table(TableDescription description, Instant activeAt) {
    this.description = description;
    this.activeAt = activeAt;
  }

  /** Returns the item with this key; empty if it does not exist. */
  Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
    return items.getOrDefault(keyOf(key, true), new LinkedHashMap<>());
  }

  void put(Map<String, AttributeValue> item) {
    items.put(keyOf(item, false), new LinkedHashMap<>(item));
  }

  void remove(Map<String, AttributeValue> key) {
    items.remove(keyOf(key, true));
  }

  Iterable<LinkedHashMap<String, AttributeValue>> items() {
    return items.values();
  }

  int size() {
    return items.size();
  }

  /** Returns the key attributes; if {@code only} is set, throws an error if there are others. */
  HashMap<String, AttributeValue> keyOf(Map<String, AttributeValue> attributes, boolean only) {
    HashMap<String, AttributeValue> key = new HashMap<>();
    for (KeySchemaElement element : description.keySchema()) {
      AttributeValue value = attributes.get(element.attributeName());
      if (value == null) {
        throw new AwsErrorException(
            400,
            "ValidationException",
            only
                ? "The provided key element does not match the schema"
                : "One or more parameter values were invalid: Missing the key "
                    + element.attributeName()
                    + " in the item");
      }
      key.put(element.attributeName(), value);
    }
    if (only && attributes.size() != key.size()) {
      throw new AwsErrorException(
          400, "ValidationException", "The provided key element does not match the schema");
    }
    return key;
  }
}
