-- Neovim 0.11 or newer, with yaml-language-server on the PATH (npm install -g yaml-language-server).
-- Save as ~/.config/nvim/lua/uplift.lua and write `require("uplift")` in init.lua.
vim.lsp.config("yamlls", {
  cmd = { "yaml-language-server", "--stdio" },
  filetypes = { "yaml" },
  root_markers = { "uplift.yaml", ".git" },
  settings = {
    yaml = {
      schemas = {
        ["./.uplift/schemas/policy-file.json"] = { "policies/**/*.yaml", "policies/**/*.yml" },
        ["./.uplift/schemas/settings-file.json"] = "uplift.yaml",
        ["./.uplift/schemas/exemptions-file.json"] = "exemptions.yaml",
        ["./.uplift/schemas/baseline-file.json"] = "baseline.yaml",
      },
      schemaStore = { enable = false },
    },
  },
})
vim.lsp.enable("yamlls")
