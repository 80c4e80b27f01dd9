package io.beta9.provisioning.console.create;

import java.util.List;

/**
 * A field of the form. Its name is its path in the meta-config, so that the API's violations belong
 * to it.
 *
 * @param placeholder what is shown while it has no value
 * @param choices the values to choose from; empty for text
 * @param type of the value in YAML
 */
record MetaConfigField(
    String path, String label, String placeholder, List<String> choices, ValueType type) {
  enum ValueType {
    TEXT,
    /** A number or a word, without quotation marks. */
    PLAIN,
    FLAG
  }

  static MetaConfigField text(String path, String label, String placeholder) {
    return new MetaConfigField(path, label, placeholder, List.of(), ValueType.TEXT);
  }

  static MetaConfigField choice(
      String path, String label, String placeholder, List<String> choices) {
    return new MetaConfigField(path, label, placeholder, choices, ValueType.TEXT);
  }

  static MetaConfigField number(String path, String label, String placeholder) {
    return new MetaConfigField(path, label, placeholder, List.of(), ValueType.PLAIN);
  }

  static MetaConfigField flag(String path, String label) {
    return new MetaConfigField(path, label, "", List.of(), ValueType.FLAG);
  }

  boolean isFlag() {
    return type == ValueType.FLAG;
  }
}
