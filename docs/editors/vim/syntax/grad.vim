" Derivation files of chainrule verify
if exists("b:current_syntax")
  finish
endif

syn keyword gradFunction abs atan columns cos cosh cumsum det diag dot erf exp expm1 eye
syn keyword gradFunction floor gelu inv kron leaky_relu length log log1p logdet logsumexp
syn keyword gradFunction max mean min norm numel onehot ones prod relu repmat reshape rows
syn keyword gradFunction sigmoid sign silu sin sinh size softmax softplus sqrt sum tan
syn keyword gradFunction tanh trace zeros
syn keyword gradDistribution labels mask normal orthogonal positive spd uniform
" Behind the functions: size is both, and what comes last wins
syn keyword gradStatement claim given param seed size trials
syn match gradDerivative "\<d[A-Za-z_]\w*/d[A-Za-z_]\w*"
syn match gradNumber "\<\d\+\(\.\d*\)\?\([eE][+-]\?\d\+\)\?\>"
syn match gradNumber "\.\d\+\([eE][+-]\?\d\+\)\?\>"
syn match gradOpen "=\s*?"
syn match gradComment "[#%].*$" contains=@Spell

hi def link gradStatement Statement
hi def link gradFunction Function
hi def link gradDistribution Type
hi def link gradDerivative Identifier
hi def link gradNumber Number
hi def link gradOpen Todo
hi def link gradComment Comment

setlocal commentstring=#\ %s
let b:current_syntax = "grad"
