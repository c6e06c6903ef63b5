// Reads Apex from standard input with the grammar of tree-sitter-sfapex; writes LINE:COLUMN of every error node.
#include <stdio.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_apex(void);

static void faults(TSNode node) {
  if (ts_node_is_error(node) || ts_node_is_missing(node)) {
    TSPoint at = ts_node_start_point(node);
    printf("%u:%u: %s %s\n", at.row + 1, at.column + 1, ts_node_is_missing(node) ? "missing" : "unexpected", ts_node_type(node));
  }
  for (uint32_t i = 0; i < ts_node_child_count(node); i++) faults(ts_node_child(node, i));
}

int main(void) {
  static char text[1 << 20];
  size_t size = fread(text, 1, sizeof text, stdin);
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_apex())) return 2;
  TSNode root = ts_tree_root_node(ts_parser_parse_string(parser, NULL, text, (uint32_t)size));
  faults(root);
  return ts_node_has_error(root);
}
